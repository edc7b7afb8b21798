import { sendFile } from './asset-answer.ts';
import type { ClientConnection, Occupant } from './client-connection.ts';
import type { EditedSite } from './edited-site.ts';
import { sendProblem, sendRefusal } from './local-answer.ts';
import { isNavigation } from './problem-answer.ts';
import { REFUSED } from './refusal.ts';
import type { Waiter, WakeFailure } from './upstream.ts';
import type { Visit } from './visit.ts';
import { WakeHold } from './wake-hold.ts';

/** After which a page that shows an error looks whether it was mended. */
const RETRY_SECONDS = 2;

/** One request for a file of an edited site, held until the build is as the sources are. */
export class BuildWait implements Occupant, Waiter {
  readonly takesBytes = false;
  readonly #client: ClientConnection;
  readonly #visit: Visit;
  readonly #site: EditedSite;
  readonly #hold: WakeHold;

  constructor(client: ClientConnection, visit: Visit, site: EditedSite) {
    this.#client = client;
    this.#visit = visit;
    this.#site = site;
    this.#hold = new WakeHold(() => this.#stillBuilding());
  }

  start(): void {
    const { limits } = this.#client.serving;
    this.#client.expectWithin(Number.POSITIVE_INFINITY);
    this.#hold.begin(limits.responseSeconds, isNavigation(this.#visit.request));
    this.#site.wait(this);
  }

  onAwake(): void {
    this.#over();
    if (this.#site.folder !== null) sendFile(this.#client, this.#visit, this.#site.folder);
  }

  onFailed({ code, message, fix }: WakeFailure): void {
    this.#over();
    const appName = this.#visit.site.route.name;
    const report = { status: 503, code, detail: message, fix: fix ?? null, appName, retryAfterSeconds: RETRY_SECONDS };
    sendProblem(this.#client, this.#visit, report);
  }

  /** Gives up the request, not the build. */
  #stillBuilding(): void {
    const since = this.#site.askedAt ?? performance.now();
    this.#over();
    const { status, code, detail, fix } = REFUSED.notBuilt;
    const progress = { what: 'building', seconds: (performance.now() - since) / 1000 } as const;
    const appName = this.#visit.site.route.name;
    sendProblem(this.#client, this.#visit, { status, code, detail, fix, appName, retryAfterSeconds: 1, progress });
  }

  onBytes(): void {}

  onClientDrained(): void {}

  onDeadline(): void {
    this.#stillBuilding();
  }

  onClientEnded(): void {}

  onStopping(): void {
    this.#over();
    sendRefusal(this.#client, this.#visit, REFUSED.notBuilt, { retryAfterSeconds: 1 });
  }

  /** The client is gone. */
  abort(): void {
    this.#over();
  }

  #over(): void {
    this.#hold.end();
    this.#site.leave(this);
  }
}
