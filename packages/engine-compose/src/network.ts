import { networkArguments, networkExistsArguments, removeNetworkArguments } from './commands.ts';
import type { Docker } from './docker.ts';

/** Makes the network of the edge where it is missing. Answers its subnets (CIDR). */
export async function ensureEdgeNetwork(docker: Docker): Promise<readonly string[]> {
  const found = await docker.run(networkExistsArguments);
  if (found.code === 0) return subnets(found.stdout);
  const made = await docker.run(networkArguments);
  // Somebody else may have made it in between.
  if (made.code !== 0 && !made.stderr.includes('already exists')) await docker.read(networkArguments);
  return subnets(await docker.read(networkExistsArguments));
}

const subnets = (printed: string) => printed.split(/\s+/).filter((subnet) => subnet !== '');

/** Stays while somebody else is on it. */
export async function removeEdgeNetwork(docker: Docker): Promise<void> {
  await docker.run(removeNetworkArguments);
}
