import { type Html, html } from './html.ts';
import { ICON, STYLESHEET } from './style.ts';

/** What every page knows of the platform. */
export interface PageContext {
  readonly platformName: string;
  readonly portalUrl: string;
}

export interface Page {
  readonly title: string;
  readonly body: Html;
  /** A column for lists instead of a single card. */
  readonly wide?: boolean;
}

const mark = html`<svg viewBox="0 0 28 28" aria-hidden="true"><rect class="tile" width="28" height="28" rx="8"/><rect class="mark" x="7" y="15" width="4" height="6" rx="1.5" opacity=".7"/><rect class="mark" x="12" y="11" width="4" height="10" rx="1.5" opacity=".85"/><rect class="mark" x="17" y="7" width="4" height="14" rx="1.5"/></svg>`;

/** A whole document. No script, nothing from elsewhere. */
export function renderPage(context: PageContext, page: Page): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${page.title} · ${context.platformName}</title>
<link rel="icon" href="${ICON.path}" type="image/svg+xml">
<link rel="stylesheet" href="${STYLESHEET.path}">
</head>
<body>
<main${page.wide && html` class="wide"`}>
<a class="brand" href="${context.portalUrl}">${mark}<span>${context.platformName}</span></a>
${page.body}
</main>
<footer>One sign-in for every app of ${context.platformName}</footer>
</body>
</html>
`.text;
}
