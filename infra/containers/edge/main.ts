import { runEdge } from './edge.ts';
import { Refusal } from './refusal.ts';
import { readOptions } from './static-options.ts';

try {
  await runEdge(readOptions(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  process.stderr.write(`${JSON.stringify({ level: 'fatal', message: error.message })}\n`);
  process.exit(1);
}
