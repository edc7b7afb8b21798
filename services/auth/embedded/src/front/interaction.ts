import type { OidcClient } from '@scalr/plan';
import { errors as oidc, type Provider } from 'oidc-provider';
import { messagePage } from '../pages/messages.ts';
import type { Exchange, Service } from './context.ts';
import { sendPage } from './reply.ts';

export type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

export interface OpenInteraction {
  readonly interaction: Interaction;
  readonly client: OidcClient;
  /** Where the browser goes in the end: forms of the page must be allowed to lead there. */
  readonly formTargets: readonly string[];
}

/** The interaction of this address and this browser's cookie; null: there is none, and a page said so. */
export async function openInteraction(
  service: Service,
  { request, response, url }: Exchange,
  prompt: string,
): Promise<OpenInteraction | null> {
  let interaction: Interaction | null = null;
  try {
    interaction = await service.provider().interactionDetails(request, response);
  } catch (error) {
    if (!(error instanceof oidc.SessionNotFound)) throw error;
  }
  const uid = url.pathname.split('/')[2];
  const client = service.clients.find(String(interaction?.params.client_id));
  if (interaction === null || interaction.uid !== uid || interaction.prompt.name !== prompt || client === undefined) {
    const page = messagePage(service.page, {
      title: 'This page has expired',
      text: 'It was already used, is too old, or was opened in another browser. Nothing is lost: open the app again.',
    });
    sendPage(response, service.page, page, { status: 400 });
    return null;
  }
  return { interaction, client, formTargets: [new URL(String(interaction.params.redirect_uri)).origin] };
}

type Result = NonNullable<Interaction['result']>;

/** Stores the outcome and tells where the browser goes on. */
export async function finish(interaction: Interaction, result: Result): Promise<string> {
  interaction.result = result;
  await interaction.save(Math.max(1, interaction.exp - Math.floor(Date.now() / 1000)));
  return interaction.returnTo;
}
