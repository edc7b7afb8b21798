import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface CollectedSpan {
  readonly app: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  /** 2: server. */
  readonly kind: number;
  /** Seconds since 1970. */
  readonly start: number;
  readonly end: number;
  /** 2: error. */
  readonly status: number;
  readonly traceState: string | undefined;
  readonly attributes: Readonly<Record<string, unknown>>;
}

interface OtlpAttribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** A collector for OTLP over HTTP that keeps what it is sent. */
export interface Collector {
  readonly url: string;
  readonly spans: readonly CollectedSpan[];
  readonly paths: readonly (string | undefined)[];
  /** All that was sent, as it came. */
  text(): string;
  close(): void;
}

export async function collector(): Promise<Collector> {
  const spans: CollectedSpan[] = [];
  const paths: (string | undefined)[] = [];
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    bodies.push(body);
    paths.push(request.url);
    for (const { resource, scopeSpans } of JSON.parse(body).resourceSpans) {
      const app = String(attributesOf(resource.attributes)['service.name']);
      for (const { spans: sent } of scopeSpans) {
        for (const span of sent) {
          spans.push({
            app,
            ...span,
            start: Number(span.startTimeUnixNano) / 1e9,
            end: Number(span.endTimeUnixNano) / 1e9,
            status: span.status.code,
            attributes: attributesOf(span.attributes),
          });
        }
      }
    }
    response.setHeader('content-type', 'application/json').end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    paths,
    text: () => bodies.join(''),
    close: () => server.close(() => {}).closeAllConnections(),
  };
}

const attributesOf = (list: readonly OtlpAttribute[]) =>
  Object.fromEntries(list.map(({ key, value }) => [key, Object.values(value)[0]]));
