import { run } from '@scalr/process';

/**
 * A fifth of the bytes, and no difference that can be seen.
 * @returns false: ImageMagick is not on this machine, and the file stays as it is
 */
export async function fewerColours(file: string): Promise<boolean> {
  const argv = ['convert', file, '-strip', '+dither', '-colors', '192', `PNG8:${file}`] as const;
  try {
    const { code, stderr } = await run(argv, { env: { PATH: process.env.PATH ?? '' } });
    if (code !== 0) throw new Error(`convert ${file}: ${stderr}`);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === 'PROCESS_NOT_FOUND') return false;
    throw error;
  }
}
