/** How a file's bytes are sent (RFC 9110 §8.4). */
export type Coding = 'br' | 'gzip' | 'identity';

/** One file in one coding, ready to be sent. */
export interface Asset {
  /** Null: too large to be kept, to be streamed from `file`. */
  readonly body: Buffer | null;
  readonly file: string;
  readonly size: number;
  readonly etag: string;
  /** Content-Type, Cache-Control, ETag, Vary, Content-Encoding, each line ended by CR LF. No Content-Length. */
  readonly headers: string;
}

/** The best of what a client takes and the folder has. */
export function chooseCoding(acceptEncoding: string, available: { br: boolean; gzip: boolean }): Coding {
  if (acceptEncoding === '' || (!available.br && !available.gzip)) return 'identity';
  if (available.br && accepts(acceptEncoding, 'br')) return 'br';
  return available.gzip && accepts(acceptEncoding, 'gzip') ? 'gzip' : 'identity';
}

function accepts(acceptEncoding: string, coding: string): boolean {
  return acceptEncoding.split(',').some((part) => {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    return name === coding && !parameters.some((parameter) => /^q=0(?:\.0{0,3})?$/.test(parameter));
  });
}

/** If-None-Match (RFC 9110 §13.1.2) names this version, by weak comparison. */
export function isUnchanged(ifNoneMatch: string | null, etag: string): boolean {
  if (ifNoneMatch === null) return false;
  if (ifNoneMatch === etag || ifNoneMatch === '*') return true;
  return ifNoneMatch.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === etag);
}
