import type { SpanContext } from '@opentelemetry/api';
import type { FastifyInstance } from 'fastify';

export interface Tracing {
  /** One span of kind server for each request, below the one its `traceparent` names (W3C Trace Context §3.2). */
  follow(server: FastifyInstance): void;
  /** Sends what is still there; waits two seconds at most. */
  stop(): Promise<void>;
}

const STOP_MS = 2_000;

/**
 * Sends spans as OTLP over HTTP to `<endpoint>/v1/traces`. OpenTelemetry is loaded here and nowhere else, so that an
 * app without an endpoint pays nothing. In a span: method, route, status, request id; no query, body or person.
 * A collector that is away costs its spans and nothing else.
 */
export async function openTracing(endpoint: string, slug: string): Promise<Tracing> {
  const [api, { BatchSpanProcessor, TracerProvider }, { OTLPTraceExporter }, { resourceFromAttributes }] =
    await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': slug }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer('@scalr/app-server');

  return {
    follow: (server) => {
      // Made when all is known: a request that is refused before any other hook has its span too.
      server.addHook('onResponse', async (request, reply) => {
        const parent = parentOf(request.headers.traceparent);
        const context = parent === null ? api.ROOT_CONTEXT : api.trace.setSpanContext(api.ROOT_CONTEXT, parent);
        const route = request.routeOptions.url;
        const attributes = {
          'http.request.method': request.method,
          'http.response.status_code': reply.statusCode,
          'scalr.request_id': request.id,
          ...(route === undefined ? {} : { 'http.route': route }),
        };
        const name = route === undefined ? request.method : `${request.method} ${route}`;
        const startTime = Date.now() - reply.elapsedTime;
        const span = tracer.startSpan(name, { kind: api.SpanKind.SERVER, attributes, startTime }, context);
        if (reply.statusCode >= 500) span.setStatus({ code: api.SpanStatusCode.ERROR });
        span.end();
      });
    },
    stop: async () => {
      const late = new Promise<void>((resolve) => setTimeout(resolve, STOP_MS).unref());
      await Promise.race([provider.shutdown().catch(() => {}), late]);
    },
  };
}

/** Null: none, or malformed; then a new trace begins. */
function parentOf(header: unknown): SpanContext | null {
  const [, traceId, spanId, flags] =
    /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/.exec(
      typeof header === 'string' ? header : '',
    ) ?? [];
  if (traceId === undefined || spanId === undefined) return null;
  return { traceId, spanId, traceFlags: Number.parseInt(flags ?? '00', 16) & 1, isRemote: true };
}
