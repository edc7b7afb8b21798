import type { CommandModule } from '../command.ts';
import type { Context } from '../context.ts';

export default {
  summary: 'Signing keys of the sign-in',
  configure(command, act) {
    command
      .command('rotate')
      .description('publish a new key; it signs when every app can know it, and nobody is signed out')
      .action(act(rotate));
  },
} satisfies CommandModule;

async function rotate(context: Context) {
  const { identity } = await context.platform();
  const rotation = await identity.rotateKeys();
  const { kid, signsAt, previousVerifiesUntil } = rotation;
  const text = `The key ${kid} is published.\n  signs from             ${signsAt}\n  the former is good to  ${previousVerifiesUntil}`;
  return { data: rotation, text };
}
