import { get as getHttp } from 'node:http';

/** What a key set may cost us (SECURITY: 3 s, 512 kB). */
export interface FetchLimits {
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/**
 * One GET of a small JSON document on `node:http(s)`: `fetch` would cost every idle backend a second HTTP client.
 * No redirects, the limits hold for the whole answer. Rejects with what went wrong.
 */
export async function fetchJson(url: URL, limits: FetchLimits): Promise<unknown> {
  const get = url.protocol === 'https:' ? (await import('node:https')).get : getHttp;
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(limits.timeoutMs);
    const request = get(url, { signal, headers: { accept: 'application/json' } }, (response) => {
      if (response.statusCode !== 200) {
        response.destroy();
        reject(new Error(`the answer was ${response.statusCode}`));
        return;
      }
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > limits.maxBytes) {
          request.destroy(new Error(`the answer is larger than ${limits.maxBytes} bytes`));
        } else {
          chunks.push(chunk);
        }
      });
      response.on('error', reject);
      response.on('end', () => {
        try {
          resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')));
        } catch {
          reject(new Error('the answer is not JSON'));
        }
      });
    });
    request.on('error', (error) =>
      reject(signal.aborted ? new Error(`no answer within ${limits.timeoutMs} ms`) : error),
    );
  });
}
