import { createHash } from 'node:crypto';
import type { ProblemReport } from './problem-answer.ts';

const STYLE = `
:root{color-scheme:light dark;--paper:#f7f7f5;--card:#fff;--ink:#1c1d22;--soft:#62646e;--line:#e3e3df;--accent:#3f5bd9}
@media(prefers-color-scheme:dark){:root{--paper:#131417;--card:#1b1d22;--ink:#ececf0;--soft:#a2a5b0;--line:#2d3037;--accent:#93a5ff}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;min-height:100dvh;display:grid;place-items:center;padding:1.5rem;background:var(--paper);color:var(--ink);font:1rem/1.6 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{width:min(30rem,100%);padding:2.5rem;background:var(--card);border:1px solid var(--line);border-radius:1rem;box-shadow:0 1px 2px rgb(0 0 0/4%),0 12px 32px rgb(0 0 0/5%)}
.app{margin:0 0 1.25rem;color:var(--soft);font-size:.875rem;font-weight:600}
h1{margin:0 0 .5rem;font-size:1.5rem;line-height:1.25;letter-spacing:-.015em;text-wrap:balance}
p{margin:0;color:var(--soft);text-wrap:pretty}
progress{appearance:none;display:block;width:100%;height:.375rem;margin:1.75rem 0 .75rem;border:0;border-radius:1rem;background:var(--line);overflow:hidden}
progress::-webkit-progress-bar{background:var(--line)}
progress::-webkit-progress-value{border-radius:1rem;background:var(--accent);animation:breathe 1.6s ease-in-out infinite alternate}
progress::-moz-progress-bar{border-radius:1rem;background:var(--accent);animation:breathe 1.6s ease-in-out infinite alternate}
@keyframes breathe{to{opacity:.55}}
@media(prefers-reduced-motion:reduce){progress::-webkit-progress-value{animation:none}progress::-moz-progress-bar{animation:none}}
a{display:inline-block;margin-top:1.75rem;padding:.55rem 1.1rem;border-radius:.6rem;background:var(--accent);color:var(--card);font-weight:600;text-decoration:none}
a:focus-visible{outline:3px solid var(--accent);outline-offset:3px}
.time{font-size:.875rem;font-variant-numeric:tabular-nums}
footer{margin-top:2rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--soft);font:.75rem/1.5 ui-monospace,SFMono-Regular,Menlo,monospace;overflow-wrap:anywhere}
`;

/** For these pages alone: nothing is loaded, nothing runs, nothing frames them. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

const HEADLINES: Record<number, string> = {
  400: 'That request could not be read',
  403: 'This is not allowed from there',
  404: 'There is nothing here',
  405: 'That does not work here',
  408: 'The request took too long',
  413: 'That is too large',
  429: 'A little too fast',
  431: 'That request is too large',
  502: 'Something went wrong in the app',
  503: 'The app is not ready',
  504: 'The app did not answer in time',
};

/** What is said while nothing is wrong and somebody waits. */
const PROGRESS = {
  starting: {
    is: 'is starting',
    text: 'It sleeps while nobody uses it and is on its way.',
    whatFor: 'Starting',
  },
  building: {
    is: 'is being built',
    text: 'Its pages are made anew from what was edited.',
    whatFor: 'Building',
  },
} as const;

/** A whole page of our own, without any outside resource or script. */
export function renderPage(report: ProblemReport, requestId: string): string {
  const progress = report.progress === undefined ? null : PROGRESS[report.progress.what];
  const name = report.appName ?? '';
  const headline =
    progress === null
      ? (HEADLINES[report.status] ?? 'Something went wrong')
      : `${name === '' ? 'The app' : name} ${progress.is}`;
  const refresh = report.status === 503 ? Math.max(1, report.retryAfterSeconds ?? 5) : null;
  const seconds = Math.round(report.progress?.seconds ?? 0);
  const body =
    progress !== null
      ? `<p>${progress.text} This page goes on by itself as soon as it is ready.</p>
<progress max="100" value="${nearness(seconds)}" aria-label="${progress.whatFor}"></progress>
<p class="time" role="status">${progress.whatFor} for ${seconds} ${seconds === 1 ? 'second' : 'seconds'}</p>`
      : `<p>${escapeHtml(report.detail)}${report.fix === null ? '' : ` ${escapeHtml(sentence(report.fix))}`}</p>${report.status >= 429 ? '<a href="">Try again</a>' : ''}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">${refresh === null ? '' : `\n<meta http-equiv="refresh" content="${refresh}">`}
<title>${escapeHtml(headline)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${name === '' || progress !== null ? '' : `<div class="app">${escapeHtml(name)}</div>\n`}<h1>${escapeHtml(headline)}</h1>
${body}
<footer>${report.status} ${escapeHtml(report.code)}<br>Request ${escapeHtml(requestId)}</footer>
</main>
</body>
</html>
`;
}

function sentence(fix: string): string {
  return `${fix.charAt(0).toUpperCase()}${fix.slice(1)}.`;
}

/** Percent that grows with time and never arrives: nobody knows how long an app takes. */
function nearness(seconds: number): number {
  return Math.round(100 * (1 - Math.exp(-(seconds + 1) / 6)));
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
