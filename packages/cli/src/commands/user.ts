import { randomInt } from 'node:crypto';
import { text as readAll } from 'node:stream/consumers';
import type { User } from '@scalr/ports';
import type { CommandModule } from '../command.ts';
import type { Context } from '../context.ts';
import { errors } from '../errors.ts';
import { collect } from '../options.ts';
import { table } from '../terminal.ts';

interface AddOptions {
  readonly email?: string;
  readonly name?: string;
  readonly group?: readonly string[];
  readonly passwordStdin?: true;
}

export default {
  summary: 'People: who may sign in',
  configure(command, act) {
    command.command('list').description('everybody').action(act(list));
    command
      .command('add')
      .description('add a person; without --password-stdin a password is made and shown once')
      .argument('<username>')
      .option('--email <address>')
      .option('--name <name>', 'what apps call them')
      .option('--group <group>', 'put them into a group; may be given several times', collect)
      .option('--password-stdin', 'read the password from standard input')
      .action(act(add));
    command
      .command('password')
      .description('give a person a new password; their sessions end')
      .argument('<username>')
      .option('--password-stdin', 'read it from standard input')
      .action(act(password));
    command
      .command('disable')
      .description('keep a person out; their sessions end')
      .argument('<username>')
      .action(act((context: Context, username: string) => setDisabled(context, username, true)));
    command
      .command('enable')
      .description('let a person in again')
      .argument('<username>')
      .action(act((context: Context, username: string) => setDisabled(context, username, false)));
    command.command('remove').description('forget a person').argument('<username>').action(act(remove));
  },
} satisfies CommandModule;

/** Without characters that are read for one another. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

/** 24 characters of 31: 118 bits, in groups that can be read out. */
function makePassword(): string {
  const group = () => Array.from({ length: 6 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}

async function choosePassword(fromStdin: boolean): Promise<{ password: string; made: boolean }> {
  if (!fromStdin) return { password: makePassword(), made: true };
  const password = (await readAll(process.stdin)).replace(/\r?\n$/, '');
  if (password === '') throw errors.error('noPassword', {});
  return { password, made: false };
}

async function add(context: Context, username: string, options: AddOptions) {
  const { password, made } = await choosePassword(options.passwordStdin === true);
  const { identity } = await context.platform();
  const user = await identity.addUser({
    username,
    name: options.name ?? username,
    email: options.email ?? `${username}@localhost`,
    groups: options.group ?? [],
    password,
  });
  const shown = made ? `\n  password (shown only now): ${password}` : '';
  return { data: { ...user, ...(made ? { password } : {}) }, text: `${line(user)}${shown}` };
}

async function password(context: Context, username: string, options: { readonly passwordStdin?: true }) {
  const chosen = await choosePassword(options.passwordStdin === true);
  const { identity } = await context.platform();
  await identity.changeUser(username, { password: chosen.password });
  const shown = chosen.made ? `\n  password (shown only now): ${chosen.password}` : '';
  const data = { username, ...(chosen.made ? { password: chosen.password } : {}) };
  return { data, text: `${username} has a new password; their sessions have ended.${shown}` };
}

async function setDisabled(context: Context, username: string, disabled: boolean) {
  const { identity } = await context.platform();
  const user = await identity.changeUser(username, { disabled });
  return { data: user, text: line(user) };
}

async function remove(context: Context, username: string) {
  const { identity } = await context.platform();
  await identity.removeUser(username);
  return { data: { username, removed: true }, text: `${username} is gone.` };
}

async function list(context: Context) {
  const { identity } = await context.platform();
  const users = await identity.listUsers();
  const rows = users.map(({ username, name, email, groups, disabled, isTest }) => [
    username,
    name,
    email,
    disabled ? 'disabled' : isTest ? 'for tests' : 'active',
    groups.join(', '),
  ]);
  return { data: users, text: table([['USERNAME', 'NAME', 'EMAIL', 'STATE', 'GROUPS'], ...rows]) };
}

function line({ username, name, groups, disabled }: User): string {
  return `${username} (${name})${disabled ? ', disabled' : ''}, in ${groups.length === 0 ? 'no group' : groups.join(', ')}`;
}
