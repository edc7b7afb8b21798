/** What the one who asked said about the trace. */
export interface TraceParent {
  readonly traceId: string;
  readonly spanId: string;
  /** Bit 0: the one who asked keeps the trace. */
  readonly traceFlags: number;
}

const SHAPE = /^([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** A `traceparent` header (W3C Trace Context §3.2), of a later version too (§4.3). Null: none, or malformed. */
export function parseTraceParent(header: unknown): TraceParent | null {
  const [, version, traceId, spanId, flags = '00', more] = SHAPE.exec(typeof header === 'string' ? header : '') ?? [];
  if (traceId === undefined || spanId === undefined || version === 'ff') return null;
  if (version === '00' && more !== undefined) return null;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1 };
}

export function formatTraceParent({ traceId, spanId, traceFlags }: TraceParent): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}
