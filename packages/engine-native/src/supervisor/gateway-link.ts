import type { FromGateway, GatewayConfig, ToGateway } from '@scalr/ports';
import type { ChildProcessHandle } from '@scalr/process';

export interface GatewayRequests {
  /** A request waits for this upstream. */
  onWake(upstream: string): void;
  /** Nothing is open to this upstream any more. */
  onIdle(upstream: string): void;
  /** A request waits for a page of this site, which is being edited. */
  onBuild(slug: string): void;
}

/** What is said between supervisor and gateway; survives the gateway's own restarts. */
export class GatewayLink {
  readonly #requests: GatewayRequests;
  #handle: ChildProcessHandle | null = null;

  constructor(requests: GatewayRequests) {
    this.#requests = requests;
  }

  /** A gateway process began; it is told everything. */
  connect(handle: ChildProcessHandle, config: GatewayConfig): void {
    this.#handle = handle;
    this.tell({ type: 'config', config });
  }

  tell(message: ToGateway): void {
    this.#handle?.send(message);
  }

  readonly hear = (message: unknown): void => {
    const said = message as FromGateway;
    if (said.type === 'wake') this.#requests.onWake(said.upstream);
    if (said.type === 'idle') this.#requests.onIdle(said.upstream);
    if (said.type === 'build') this.#requests.onBuild(said.slug);
  };
}
