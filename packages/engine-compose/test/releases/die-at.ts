import { composeGround } from './compose-ground.ts';

const [root = '', slug = '', image = '', wanted = ''] = process.argv.slice(2);

// Replaces a backend and is killed as soon as the step begins.
const { releases, plan } = composeGround(root);
await releases.replace(await plan(), { slug, part: 'backend', image }, (step) => {
  if (step === wanted) process.kill(process.pid, 'SIGKILL');
});
