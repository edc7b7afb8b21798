/** Leads to the portal that this site belongs to; without one, as when it is served alone, nothing is shown. */
export async function linkPortal(): Promise<void> {
  const config = await appConfig();
  if (config === null) return;
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-portal]')) {
    link.href = config.portalUrl;
    link.dataset.ready = '';
  }
}

async function appConfig(): Promise<{ readonly portalUrl: string } | null> {
  const answer = await fetch('/app-config.json').catch(() => null);
  if (answer?.ok !== true) return null;
  const { portalUrl } = (await answer.json()) as { readonly portalUrl?: unknown };
  return typeof portalUrl === 'string' && /^https?:/.test(portalUrl) ? { portalUrl } : null;
}
