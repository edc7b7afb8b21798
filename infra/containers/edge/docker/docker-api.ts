import { type IncomingMessage, request } from 'node:http';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';

export interface DockerAddress {
  readonly host: string;
  readonly port: number;
}

/** What is read of one container. */
export interface Container {
  readonly name: string;
  readonly isRunning: boolean;
  /** Null: it has no health check. */
  readonly health: string | null;
  readonly labels: Readonly<Record<string, string>>;
  /** Address by name of the network. */
  readonly addresses: Readonly<Record<string, string>>;
}

/** Answer of `GET /containers/<id>/json`, as far as it is read. */
interface Inspected {
  readonly Name: string;
  readonly State: { readonly Running: boolean; readonly Health?: { readonly Status: string } };
  readonly Config: { readonly Labels: Readonly<Record<string, string>> | null };
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, { readonly IPAddress: string }>> };
}

const ANSWER_MS = 10_000;

/** Reads of Docker's HTTP API (https://docs.docker.com/reference/api/engine). */
export class DockerApi {
  readonly #address: DockerAddress;

  constructor(address: DockerAddress) {
    this.#address = address;
  }

  /** All that want to be reached; one that goes meanwhile is left out. */
  async containers(): Promise<readonly Container[]> {
    const listed = (await this.#json('/containers/json?all=1')) as readonly { readonly Id: string }[];
    const found = await Promise.all(listed.map(({ Id }) => this.#json(`/containers/${Id}/json`)));
    return found.flatMap((inspected) => (inspected === null ? [] : [containerOf(inspected as Inspected)]));
  }

  /** Calls back when a container began, ended or changed its health. Ends when Docker ends it. */
  async watch(onChange: () => void): Promise<void> {
    const filters = encodeURIComponent(JSON.stringify({ type: ['container'] }));
    const events = await this.#get(`/events?filters=${filters}`, 0);
    // What happened before is in nobody's stream.
    onChange();
    for await (const line of createInterface({ input: events })) {
      const { Action: action } = JSON.parse(line) as { readonly Action: string };
      if (['start', 'die'].includes(action) || action.startsWith('health_status')) onChange();
    }
  }

  /** Null: 404. */
  async #json(path: string): Promise<unknown> {
    const answer = await this.#get(path, ANSWER_MS);
    const said = await text(answer);
    if (answer.statusCode === 404) return null;
    if (answer.statusCode !== 200) throw new Error(`Docker answers ${path} with ${answer.statusCode}: ${said}`);
    return JSON.parse(said);
  }

  /** @param timeoutMs 0: for ever */
  #get(path: string, timeoutMs: number): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const outgoing = request({ ...this.#address, path, agent: false, timeout: timeoutMs }, resolve);
      outgoing.on('error', reject);
      outgoing.on('timeout', () => outgoing.destroy(new Error(`Docker does not answer ${path}`)));
      outgoing.end();
    });
  }
}

function containerOf({ Name: name, State: state, Config: config, NetworkSettings: network }: Inspected): Container {
  return {
    name: name.replace(/^\//, ''),
    isRunning: state.Running,
    health: state.Health?.Status ?? null,
    labels: config.Labels ?? {},
    addresses: Object.fromEntries(Object.entries(network.Networks).map(([key, { IPAddress: ip }]) => [key, ip])),
  };
}
