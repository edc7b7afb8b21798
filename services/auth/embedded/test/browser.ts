import { hash, randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { type Answer, answerOf } from './answer.ts';
import { PASSWORD, type RunningIdentity } from './running-identity.ts';

interface Ask {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly form?: Record<string, string>;
  readonly body?: string;
}

export interface Tokens {
  readonly access_token: string;
  readonly id_token: string;
  readonly refresh_token: string;
  readonly token_type: string;
  readonly expires_in: number;
  readonly scope: string;
}

export interface Authorization {
  readonly answer: Answer;
  readonly verifier: string;
  readonly redirectUri: string;
  readonly clientId: string;
}

/** A user agent with a cookie jar that talks to the service as the gateway would pass it on. */
export class Browser {
  readonly identity: RunningIdentity;
  readonly address: string;
  readonly issuer: string;
  readonly cookies = new Map<string, { value: string; path: string; text: string }>();

  constructor(identity: RunningIdentity, address = `10.0.${randomBytes(1)[0]}.${randomBytes(1)[0]}`) {
    this.identity = identity;
    this.address = address;
    this.issuer = identity.settings.issuer;
  }

  async ask(path: string, { method, headers = {}, form, body }: Ask = {}): Promise<Answer> {
    const url = new URL(path, this.issuer);
    const cookie = [...this.cookies]
      .filter(([, { path: scope }]) => url.pathname.startsWith(scope))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');
    const payload = form === undefined ? body : new URLSearchParams(form).toString();
    const answer = await new Promise<Answer>((resolve, reject) => {
      const outgoing = request(
        {
          port: this.identity.port,
          host: '127.0.0.1',
          path: `${url.pathname}${url.search}`,
          method: method ?? (form === undefined ? 'GET' : 'POST'),
          headers: {
            host: url.host,
            accept: 'text/html,application/json;q=0.9',
            'x-forwarded-for': this.address,
            'x-forwarded-proto': url.protocol.slice(0, -1),
            'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36',
            ...(cookie === '' ? {} : { cookie }),
            ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
            ...headers,
          },
        },
        (incoming) => resolve(answerOf(incoming)),
      );
      outgoing.on('error', reject);
      outgoing.end(payload);
    });
    for (const line of answer.headers['set-cookie'] ?? []) this.#keep(line);
    return answer;
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split(/;\s*/);
    const name = pair.slice(0, pair.indexOf('='));
    const value = pair.slice(pair.indexOf('=') + 1);
    const path = attributes.find((one) => one.toLowerCase().startsWith('path='))?.slice(5) ?? '/';
    if (value === '' || /expires=thu, 01 jan 1970/i.test(line)) this.cookies.delete(name);
    else this.cookies.set(name, { value, path, text: line });
  }

  /** Follows redirects within the issuer; stops at the first answer that is none, or leads elsewhere. */
  async follow(answer: Answer): Promise<Answer> {
    let now = answer;
    while (now.location !== null && now.location.origin === this.issuer) {
      now = await this.ask(`${now.location.pathname}${now.location.search}`);
    }
    return now;
  }

  async authorize(clientId: string, more: Record<string, string | undefined> = {}): Promise<Authorization> {
    const verifier = randomBytes(32).toString('base64url');
    const redirectUri = more.redirect_uri ?? `http://${clientId}.localhost/auth/callback`;
    const query = new URLSearchParams();
    const params = {
      client_id: clientId,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'openid profile email',
      state: 'the-state',
      nonce: 'the-nonce',
      code_challenge: hash('sha256', verifier, 'base64url'),
      code_challenge_method: 'S256',
      ...more,
    };
    for (const [name, value] of Object.entries(params)) if (value !== undefined) query.set(name, value);
    return { answer: await this.ask(`/authorize?${query}`), verifier, redirectUri, clientId };
  }

  /** Sends the sign-in form that `page` (an answer leading to it) leads to. */
  async submit(page: Answer, username: string, password = PASSWORD): Promise<Answer> {
    const path = page.location?.pathname ?? '';
    return this.ask(path, { form: { username, password }, headers: { origin: this.issuer } });
  }

  /** Authorize, sign in where asked, and end at the app's redirect URI (or wherever it stops). */
  async signIn(
    clientId: string,
    username: string,
    more: Record<string, string | undefined> = {},
  ): Promise<Authorization> {
    const begun = await this.authorize(clientId, more);
    const asked = begun.answer.location?.pathname.startsWith('/sign-in/') === true;
    const answer = await this.follow(asked ? await this.submit(begun.answer, username) : begun.answer);
    return { ...begun, answer };
  }

  redeem(
    { answer, verifier, redirectUri, clientId }: Authorization,
    more: Record<string, string> = {},
  ): Promise<Answer> {
    return this.token({
      grant_type: 'authorization_code',
      client_id: clientId,
      code: answer.location?.searchParams.get('code') ?? 'none',
      redirect_uri: redirectUri,
      code_verifier: verifier,
      ...more,
    });
  }

  token(form: Record<string, string>): Promise<Answer> {
    return this.ask('/token', { form, headers: { accept: 'application/json' } });
  }

  refresh(clientId: string, refreshToken: string, more: Record<string, string> = {}): Promise<Answer> {
    return this.token({ grant_type: 'refresh_token', client_id: clientId, refresh_token: refreshToken, ...more });
  }

  /** The whole way to tokens. */
  async tokens(clientId: string, username: string): Promise<Tokens> {
    const answer = await this.redeem(await this.signIn(clientId, username));
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
    return answer.json as Tokens;
  }
}
