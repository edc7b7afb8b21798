import type { CommandModule } from '../command.ts';
import type { Context } from '../context.ts';
import { table } from '../terminal.ts';

export default {
  summary: 'Groups: who may open what',
  configure(command, act) {
    command.command('list').description('every group and who is in it').action(act(list));
    command.command('create').description('make a group').argument('<group>').action(act(create));
    command.command('delete').description('take a group away').argument('<group>').action(act(remove));
    command
      .command('add')
      .description('put people into a group')
      .argument('<group>')
      .argument('<usernames...>')
      .action(act((context: Context, group: string, names: string[]) => change(context, group, names, 'addGroups')));
    command
      .command('remove')
      .description('take people out of a group')
      .argument('<group>')
      .argument('<usernames...>')
      .action(act((context: Context, group: string, names: string[]) => change(context, group, names, 'removeGroups')));
  },
} satisfies CommandModule;

async function list(context: Context) {
  const { identity } = await context.platform();
  const groups = await identity.groups.list();
  const rows = groups.map(({ name, members }) => [name, members.join(', ')]);
  return {
    data: groups,
    text: groups.length === 0 ? 'There is no group yet.' : table([['GROUP', 'MEMBERS'], ...rows]),
  };
}

async function create(context: Context, name: string) {
  const { identity } = await context.platform();
  await identity.groups.create(name);
  return { data: { name }, text: `The group ${name} is there.` };
}

async function remove(context: Context, name: string) {
  const { identity } = await context.platform();
  await identity.groups.remove(name);
  return { data: { name, deleted: true }, text: `The group ${name} is gone.` };
}

async function change(
  context: Context,
  group: string,
  usernames: readonly string[],
  verb: 'addGroups' | 'removeGroups',
) {
  const { identity } = await context.platform();
  const users = [];
  for (const username of usernames) users.push(await identity.changeUser(username, { [verb]: [group] }));
  const text = users.map((user) => `${user.username}: ${user.groups.join(', ') || 'in no group'}`).join('\n');
  return { data: users, text };
}
