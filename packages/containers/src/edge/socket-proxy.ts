/** An id, never a name: whoever can guess a name cannot guess this. */
const ID = '[0-9a-f]{64}';
const SWARM_ID = '[0-9a-z]{25}';

/** Only containers that want to be reached are shown. `filters` as in https://docs.docker.com/reference/api/engine. */
const REACHABLE = { label: ['traefik.enable=true'] };

interface Read {
  /** Regular expression of a path, after the API version. */
  readonly path: string;
  /** What is asked instead of what the edge asked. */
  readonly query?: string;
}

/**
 * What Traefik's providers ask (pkg/provider/docker/pdocker.go, pswarm.go and its client's first greeting), for
 * Docker and for a swarm, and nothing else.
 */
const READS: readonly Read[] = [
  { path: '/_ping' },
  { path: '/version' },
  { path: '/containers/json', query: `all=1&filters=${encoded(REACHABLE)}` },
  { path: `/containers/${ID}/json` },
  { path: '/events', query: `filters=${encoded({ ...REACHABLE, type: ['container'] })}` },
  { path: '/services' },
  { path: '/tasks' },
  { path: '/networks' },
  { path: `/nodes/${SWARM_ID}` },
];

function encoded(filters: Readonly<Record<string, readonly string[]>>): string {
  return encodeURIComponent(JSON.stringify(filters));
}

/** The only way to Docker's socket: GET and HEAD of {@link READS}; 403 to all else. */
export function socketProxyConfiguration(): string {
  return `# Generated. Docker's socket is root on this machine: this lets through what the edge must read, and nothing else.
user root;
# One process: a second one would have to become another user, which needs capabilities.
master_process off;
daemon off;
pid /tmp/nginx.pid;
error_log stderr warn;

events {
  worker_connections 256;
}

http {
  access_log off;
  server_tokens off;
  default_type text/plain;
  client_max_body_size 1k;
  client_body_temp_path /tmp/client;
  proxy_temp_path /tmp/proxy;
  fastcgi_temp_path /tmp/fastcgi;
  uwsgi_temp_path /tmp/uwsgi;
  scgi_temp_path /tmp/scgi;

  upstream docker {
    server unix:/var/run/docker.sock;
  }

  server {
    listen 2375;
    # As it was sent: a path that reads differently after decoding is none of those below.
    merge_slashes off;
    if ($request_method !~ ^(?:GET|HEAD)$) {
      return 403;
    }
    proxy_http_version 1.1;
    proxy_set_header Host docker;
    proxy_set_header Connection "";
    proxy_pass_request_body off;
    proxy_set_header Content-Length "";
    # Events come when they come.
    proxy_read_timeout 1h;
    proxy_buffering off;

${READS.map(locationOf).join('\n')}
    location / {
      return 403;
    }
  }
}
`;
}

/** The path is matched decoded; that of a query that was set is sent on as it was matched, so it means one thing. */
function locationOf({ path, query }: Read): string {
  const asked = query === undefined ? '$args' : JSON.stringify(query);
  return `    location ~ "^(?:/v1\\.[0-9]{2})?${path}$" {
      set $args ${asked};
      proxy_pass http://docker;
    }
`;
}
