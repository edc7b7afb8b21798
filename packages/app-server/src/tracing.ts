import type { Context, Span } from '@opentelemetry/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { formatTraceParent, parseTraceParent } from './trace-parent.ts';

export interface Tracing {
  /**
   * One span of kind server for each request, below the one its `traceparent` names (W3C Trace Context §3.2), or the
   * first of a new trace. To be called before any other hook is added: the span begins with the request.
   */
  follow(server: FastifyInstance): void;
  /** `traceparent` and `tracestate` for what is asked of others while this request is answered. */
  headersFor(request: FastifyRequest): Readonly<Record<string, string>>;
  /** Sends what is still there; waits two seconds at most. */
  stop(): Promise<void>;
}

const STOP_MS = 2_000;
/** Any other would let whoever asks make up as many names of spans as they like. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT']);

/**
 * Sends spans as OTLP over HTTP to `<endpoint>/v1/traces`. OpenTelemetry is loaded here and nowhere else, so that an
 * app without an endpoint pays nothing. In a span, named as OpenTelemetry's conventions for HTTP have it: method, path,
 * scheme, route, status, request id; no query, body or person. A collector that is away costs its spans and nothing else.
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
  const spans = new WeakMap<FastifyRequest, Span>();

  function contextOf({ headers }: FastifyRequest): Context {
    const parent = parseTraceParent(headers.traceparent);
    if (parent === null) return api.ROOT_CONTEXT;
    const state = headers.tracestate;
    return api.trace.setSpanContext(api.ROOT_CONTEXT, {
      ...parent,
      isRemote: true,
      ...(typeof state === 'string' ? { traceState: api.createTraceState(state) } : {}),
    });
  }

  function begin(request: FastifyRequest, startTime = Date.now()): Span {
    const method = METHODS.has(request.method) ? request.method : '_OTHER';
    const route = request.routeOptions.url;
    const attributes = {
      'http.request.method': method,
      ...(method === '_OTHER' ? { 'http.request.method_original': request.method } : {}),
      'url.path': request.url.split('?', 1)[0] as string,
      // Of the browser's request: the gateway says it, and takes the header from everybody else.
      'url.scheme': request.headers['x-forwarded-proto'] === 'https' ? 'https' : 'http',
      'scalr.request_id': request.id,
      ...(route === undefined ? {} : { 'http.route': route }),
    };
    const verb = method === '_OTHER' ? 'HTTP' : method;
    const name = route === undefined ? verb : `${verb} ${route}`;
    const span = tracer.startSpan(name, { kind: api.SpanKind.SERVER, attributes, startTime }, contextOf(request));
    spans.set(request, span);
    return span;
  }

  function fail(span: Span, errorType: string): void {
    span.setAttribute('error.type', errorType);
    span.setStatus({ code: api.SpanStatusCode.ERROR });
  }

  function end(request: FastifyRequest, { statusCode, elapsedTime }: FastifyReply): void {
    // A request that is refused before any hook has its span too.
    const span = spans.get(request) ?? begin(request, Date.now() - elapsedTime);
    span.setAttribute('http.response.status_code', statusCode);
    if (statusCode >= 500) fail(span, String(statusCode));
    span.end();
  }

  return {
    follow: (server) => {
      server.addHook('onRequest', (request, _reply, done) => {
        begin(request);
        done();
      });
      server.addHook('onRequestAbort', (request, done) => {
        const span = spans.get(request);
        if (span !== undefined) fail(span, 'aborted');
        span?.end();
        done();
      });
      server.addHook('onResponse', (request, reply, done) => {
        if (spans.get(request)?.isRecording() !== false) end(request, reply);
        done();
      });
    },
    headersFor: (request) => {
      const context = spans.get(request)?.spanContext();
      if (context === undefined) return {};
      const state = context.traceState?.serialize() ?? '';
      return { traceparent: formatTraceParent(context), ...(state === '' ? {} : { tracestate: state }) };
    },
    stop: async () => {
      const late = new Promise<void>((resolve) => setTimeout(resolve, STOP_MS).unref());
      await Promise.race([provider.shutdown().catch(() => {}), late]);
    },
  };
}
