import { interactionPolicy } from 'oidc-provider';
import type { Clients } from '../clients.ts';
import { missingGroups, userOf } from './account.ts';

/**
 * Who is asked what before a code is given: sign in, then have the app's groups. There is no consent: every client
 * is first party. The access check runs at each authorization, so a group that was taken away counts at once.
 */
export function createPolicy(clients: Clients): interactionPolicy.DefaultPolicy {
  const { Check, Prompt, base } = interactionPolicy;
  const policy = base();
  policy.remove('consent');
  policy
    .get('login')
    ?.checks.add(
      new Check('account_gone', 'the signed-in person no longer exists', 'login_required', ({ oidc }) =>
        oidc.session?.accountId !== undefined && oidc.account === undefined
          ? Check.REQUEST_PROMPT
          : Check.NO_NEED_TO_PROMPT,
      ),
    );
  policy.add(
    new Prompt(
      { name: 'access', requestable: false },
      new Check('groups_missing', 'the person lacks a group this app needs', 'access_denied', ({ oidc }) => {
        const user = userOf(oidc.account);
        const client = clients.find(oidc.client?.clientId ?? '');
        if (user !== undefined && client !== undefined && missingGroups(user, client).length === 0) {
          return Check.NO_NEED_TO_PROMPT;
        }
        return Check.REQUEST_PROMPT;
      }),
    ),
  );
  return policy;
}
