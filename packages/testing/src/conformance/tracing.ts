import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { ConformanceSubject } from './subject.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';

/** Spans go out as JSON or as Protobuf; names and texts stand in both as they are. */
export function tracingConformance(subject: ConformanceSubject): void {
  describe('tracing', () => {
    test('a collector that the environment names has the spans of the app at the latest when it ends', async () => {
      const paths: (string | undefined)[] = [];
      const bodies: Buffer[] = [];
      const collector = createServer(async (request, response) => {
        paths.push(request.url);
        for await (const chunk of request) bodies.push(chunk);
        response.end();
      });
      await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
      try {
        const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
        const app = await subject.stage.start(subject.recipe, { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
        const headers = [
          ['traceparent', `00-${TRACE_ID}-b7ad6b7169203331-01`],
          ['x-request-id', 'request-1'],
        ] as const;
        expect((await app.call('GET', '/api/open?secret=hidden-value', { headers })).status).toBe(200);
        expect((await app.call('GET', '/api/boom')).status).toBe(500);
        expect(await app.child.stop()).toEqual({ code: 0, signal: null });
      } finally {
        collector.close(() => {}).closeAllConnections();
      }
      expect(new Set(paths)).toEqual(new Set(['/v1/traces']));
      const sent = Buffer.concat(bodies);
      const text = sent.toString('latin1');
      const keys = ['http.request.method', 'url.path', 'url.scheme', 'http.route', 'http.response.status_code'];
      for (const said of ['service.name', 'GET /api/open', 'GET /api/boom', 'request-1', 'error.type', ...keys]) {
        expect(text).toContain(said);
      }
      expect(text.includes(TRACE_ID) || sent.includes(Buffer.from(TRACE_ID, 'hex'))).toBe(true);
      expect(text).not.toContain('hidden-value');
      expect(text).not.toContain('secret inner detail');
    });
  });
}
