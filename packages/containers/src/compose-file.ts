/**
 * The part of the Compose Specification that we write (https://github.com/compose-spec/compose-spec, 05-services.md),
 * the same for Docker Compose and `docker stack deploy`: limits stand under `deploy.resources`, temporary folders are
 * volumes of type `tmpfs`, since a stack ignores the short forms.
 */
export interface ComposeFile {
  /** Project name. A stack is named on the command line instead. */
  readonly name?: string;
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks?: Readonly<Record<string, ComposeNetwork>>;
  readonly volumes?: Readonly<Record<string, ComposeVolume>>;
  readonly secrets?: Readonly<Record<string, ComposeSecret>>;
  readonly configs?: Readonly<Record<string, ComposeConfig>>;
}

export interface ComposeService {
  readonly image: string;
  readonly build?: ComposeBuild;
  readonly command?: readonly string[];
  readonly entrypoint?: readonly string[];
  /** `uid:gid`, or a name of the image. */
  readonly user?: string;
  readonly init?: boolean;
  /** Of its own network namespace only: `net.ipv4.…`. */
  readonly sysctls?: Readonly<Record<string, string>>;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly configs?: readonly { readonly source: string; readonly target: string; readonly mode?: number }[];
  readonly networks?: Readonly<Record<string, { readonly aliases?: readonly string[] } | null>>;
  readonly ports?: readonly ComposePort[];
  readonly volumes?: readonly ComposeMount[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: 'service_started' | 'service_healthy' }>>;
  readonly healthcheck?: ComposeHealthcheck;
  readonly restart?: 'no' | 'always' | 'on-failure' | 'unless-stopped';
  readonly stop_signal?: string;
  /** e.g. `15s` */
  readonly stop_grace_period?: string;
  readonly shm_size?: string;
  readonly deploy?: ComposeDeploy;
  readonly logging?: { readonly driver: string; readonly options: Readonly<Record<string, string>> };
}

export interface ComposeBuild {
  readonly context: string;
  /** Relative to the context. */
  readonly dockerfile: string;
  readonly args?: Readonly<Record<string, string>>;
  readonly additional_contexts?: Readonly<Record<string, string>>;
}

export interface ComposePort {
  readonly target: number;
  /** A stack refuses it as text. */
  readonly published: string | number;
  readonly host_ip?: string;
  readonly protocol?: 'tcp' | 'udp';
  readonly mode?: 'host' | 'ingress';
}

export type ComposeMount =
  | { readonly type: 'bind'; readonly source: string; readonly target: string; readonly read_only?: boolean }
  | { readonly type: 'volume'; readonly source: string; readonly target: string; readonly read_only?: boolean }
  | {
      readonly type: 'tmpfs';
      readonly target: string;
      readonly tmpfs?: { readonly size?: number; readonly mode?: number };
    };

export interface ComposeHealthcheck {
  readonly test: readonly string[];
  readonly interval: string;
  readonly timeout: string;
  readonly retries: number;
  readonly start_period?: string;
  /** Docker 25 and later: how often it is asked within `start_period`. */
  readonly start_interval?: string;
}

export interface ComposeDeploy {
  readonly resources?: {
    readonly limits: { readonly cpus?: string; readonly memory?: string; readonly pids?: number };
  };
  /** What follows is only for a stack. */
  readonly replicas?: number;
  readonly mode?: 'replicated' | 'global';
  readonly endpoint_mode?: 'vip' | 'dnsrr';
  readonly labels?: Readonly<Record<string, string>>;
  readonly placement?: { readonly constraints?: readonly string[]; readonly max_replicas_per_node?: number };
  readonly update_config?: ComposeUpdate;
  readonly rollback_config?: ComposeUpdate;
  readonly restart_policy?: { readonly condition: 'any' | 'on-failure' | 'none'; readonly delay?: string };
}

export interface ComposeUpdate {
  readonly parallelism?: number;
  readonly order?: 'start-first' | 'stop-first';
  readonly delay?: string;
  readonly monitor?: string;
  readonly failure_action?: 'pause' | 'continue' | 'rollback';
}

export interface ComposeNetwork {
  readonly name?: string;
  readonly external?: boolean;
  readonly internal?: boolean;
  readonly driver?: 'bridge' | 'overlay';
}

export interface ComposeVolume {
  /** Of the driver `local`: what `mount` is told, such as `{type: 'tmpfs', device: 'tmpfs', o: 'size=1m'}`. */
  readonly driver_opts?: Readonly<Record<string, string>>;
  readonly name?: string;
  readonly external?: boolean;
}

export type ComposeSecret = { readonly file: string } | { readonly external: true; readonly name: string };

export type ComposeConfig =
  | { readonly file: string; readonly name?: string }
  | { readonly external: true; readonly name: string };
