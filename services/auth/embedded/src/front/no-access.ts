import { noAccessPage } from '../pages/messages.ts';
import { missingGroups } from '../provider/account.ts';
import type { Exchange, Service } from './context.ts';
import { finish, openInteraction } from './interaction.ts';
import { redirect, sendPage } from './reply.ts';
import { readForm, requireSameOrigin } from './request.ts';

/** `GET /no-access/:uid`: signed in, but not in the groups the app needs. */
export async function showNoAccess(service: Service, exchange: Exchange): Promise<void> {
  const open = await openInteraction(service, exchange, 'access');
  if (open === null) return;
  const { interaction, client, formTargets } = open;
  const user = await service.people.find(interaction.session?.accountId ?? '00000000-0000-0000-0000-000000000000');
  const page = noAccessPage(service.page, {
    action: exchange.url.pathname,
    appName: client.name,
    personName: user?.name ?? 'nobody',
    groups: user === undefined ? client.requiredGroups : missingGroups(user, client),
  });
  await service.audit.note('access_refused', {
    username: user?.username,
    clientId: client.clientId,
    address: exchange.address,
  });
  sendPage(exchange.response, service.page, page, { status: 403, formTargets });
}

/** `POST /no-access/:uid`: back to the app with `access_denied`, or sign in as somebody else. */
export async function leaveNoAccess(service: Service, exchange: Exchange): Promise<void> {
  requireSameOrigin(exchange.request, service.settings.issuer);
  const form = await readForm(exchange.request);
  const open = await openInteraction(service, exchange, 'access');
  if (open === null) return;
  const { interaction } = open;
  if (form.get('choice') === 'switch') {
    const asked = Object.entries(interaction.params).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[0] !== 'resource',
    );
    const again = new URLSearchParams([...asked.filter(([name]) => name !== 'prompt'), ['prompt', 'login']]);
    await interaction.destroy();
    return redirect(exchange.response, `/authorize?${again}`);
  }
  const description = 'the person lacks a group this app needs';
  redirect(exchange.response, await finish(interaction, { error: 'access_denied', error_description: description }));
}
