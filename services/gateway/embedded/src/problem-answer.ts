import type { Answer } from './answer.ts';
import { PolicyBit } from './header-kind.ts';
import { PAGE_POLICY, renderPage } from './page.ts';
import type { RequestHead } from './request-head.ts';
import { statusText } from './status-text.ts';

/** What went wrong, for people and for programs. */
export interface ProblemReport {
  readonly status: number;
  /** Permanent, upper snake case. */
  readonly code: string;
  readonly detail: string;
  /** What the reader can do; null where only the platform's people can. */
  readonly fix: string | null;
  readonly retryAfterSeconds?: number;
  /** Name of the app asked for, once it is known. */
  readonly appName?: string;
  /** Nothing went wrong: the page tells of progress and reloads itself. */
  readonly progress?: {
    readonly what: 'starting' | 'building';
    /** Since it was asked for. */
    readonly seconds: number;
  };
}

/** RFC 9457 `application/problem+json`, or a page for a browser that navigates. */
export function problemAnswer(report: ProblemReport, request: RequestHead | null, requestId: string): Answer {
  const retry = report.retryAfterSeconds === undefined ? '' : `Retry-After: ${report.retryAfterSeconds}\r\n`;
  const allow = report.status === 405 ? 'Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n' : '';
  const headers = `Cache-Control: no-store\r\n${retry}${allow}`;
  if (request !== null && isNavigation(request)) {
    return {
      status: report.status,
      headers: `${headers}Vary: Accept\r\nContent-Type: text/html; charset=utf-8\r\nContent-Security-Policy: ${PAGE_POLICY}\r\n`,
      body: Buffer.from(renderPage(report, requestId)),
      policies: PolicyBit['content-security-policy'],
    };
  }
  const problem = {
    type: 'about:blank',
    title: statusText(report.status),
    status: report.status,
    detail: report.detail,
    code: report.code,
    ...(report.fix === null ? {} : { fix: report.fix }),
    requestId,
  };
  return {
    status: report.status,
    headers: `${headers}Vary: Accept\r\nContent-Type: application/problem+json\r\n`,
    body: Buffer.from(JSON.stringify(problem)),
    policies: 0,
  };
}

/** A browser that wants a page to show. */
export function isNavigation(request: RequestHead): boolean {
  return (request.method === 'GET' || request.method === 'HEAD') && request.accept.includes('text/html');
}
