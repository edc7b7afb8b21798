import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench, Figure } from './bench.ts';
import {
  type Contestant,
  type Ground,
  HOST,
  NGINX,
  pinned,
  startNginx,
  startOurs,
  stop,
} from './gateway/contestant.ts';
import { measure, type Sample } from './gateway/load.ts';

const SMALL = JSON.stringify({ message: 'hello', items: [1, 2, 3] });

interface Duel {
  readonly name: string;
  readonly target: string | null;
  readonly connections: number;
  readonly ours: (ground: Ground) => Promise<Contestant>;
  /** Null: measured alone. */
  readonly peer: ((ground: Ground) => Promise<Contestant>) | null;
  readonly peerName: string;
}

const proxied = (path: string) => async (ground: Ground) => {
  const port = await freePort();
  const http = `upstream app { server 127.0.0.1:${ground.upstreamPort}; keepalive 256; keepalive_requests 100000000; }
server { listen 127.0.0.1:${port}; server_name ${HOST};
  location / { proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host;
    proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header X-Forwarded-Proto $scheme; proxy_set_header X-Forwarded-Host $host;
    proxy_set_header X-Request-Id $request_id; add_header X-Content-Type-Options nosniff; add_header X-Frame-Options DENY;
    add_header Referrer-Policy same-origin; add_header X-Request-Id $request_id; } }`;
  return startNginx('nginx', ground.folder, http, port, path);
};

const fromDisk = (path: string) => async (ground: Ground) => {
  const port = await freePort();
  const http = `server { listen 127.0.0.1:${port}; server_name ${HOST}; root ${ground.assets}; }`;
  return startNginx('nginx', ground.folder, http, port, path);
};

const nginx = NGINX === null ? null : 'nginx';
const ours =
  (path: string, socket = false, hosts = 1) =>
  (ground: Ground) =>
    startOurs(`gateway-${hosts}`, ground, { hosts, socket, path });

const DUELS: readonly Duel[] = [
  ...[1, 32, 256].flatMap((connections) => [
    {
      name: `proxy, TCP upstream, ${connections} connections`,
      target: 'G1',
      connections,
      ours: ours('/api/small'),
      peer: nginx && proxied('/api/small'),
      peerName: 'nginx',
    },
    {
      name: `proxy, unix-socket upstream, ${connections} connections`,
      target: 'G1',
      connections,
      ours: ours('/api/small', true),
      peer: nginx && proxied('/api/small'),
      peerName: 'nginx over TCP',
    },
  ]),
  {
    name: 'proxy, 100 KB bodies, 32 connections',
    target: 'G2',
    connections: 32,
    ours: ours('/api/large'),
    peer: nginx && proxied('/api/large'),
    peerName: 'nginx',
  },
  {
    name: 'built asset of 24 KB, 32 connections',
    target: 'G2',
    connections: 32,
    ours: ours('/assets/app-4f2a9c01.js'),
    peer: nginx && fromDisk('/assets/app-4f2a9c01.js'),
    peerName: 'nginx sendfile',
  },
  ...[10, 1_000, 10_000].map((hosts) => ({
    name: `${hosts} hosts, 32 connections`,
    target: 'G3',
    connections: 32,
    ours: ours('/api/small', false, hosts),
    peer: ours('/api/small', false, 1),
    peerName: '1 host',
  })),
];

const bench: Bench = {
  name: 'gateway',
  title: 'Gateway against nginx',
  async run({ quick, log }) {
    const rounds = quick ? 2 : 6;
    const seconds = quick ? 1 : 2;
    if (NGINX === null) log('nginx is not installed: there is no peer (as root: apt-get install nginx-light)');
    const folder = mkdtempSync(join(tmpdir(), 'scalr-bench-'));
    const figures: Figure[] = [];
    const { ground, upstream } = await startUpstream(folder);
    try {
      for (const duel of DUELS) figures.push(...(await fight(duel, ground, rounds, seconds, log)));
    } finally {
      await stop(upstream);
      rmSync(folder, { recursive: true, force: true });
    }
    return figures;
  },
};
export default bench;

async function fight(
  duel: Duel,
  ground: Ground,
  rounds: number,
  seconds: number,
  log: (line: string) => void,
): Promise<Figure[]> {
  const pairs: [Sample, Sample | null][] = [];
  const mine = await duel.ours(ground);
  const peer = duel.peer === null ? null : await duel.peer(ground);
  try {
    await Promise.all([mine, peer].map(async (contestant) => contestant && listening(contestant.port)));
    for (const contestant of [mine, peer]) if (contestant !== null) await measure(contestant, duel.connections, 1);
    for (let round = 0; round < rounds; round += 1) {
      if (peer === null) pairs.push([await measure(mine, duel.connections, seconds), null]);
      else if (Math.random() < 0.5) {
        const first = await measure(mine, duel.connections, seconds);
        pairs.push([first, await measure(peer, duel.connections, seconds)]);
      } else {
        const first = await measure(peer, duel.connections, seconds);
        pairs.push([await measure(mine, duel.connections, seconds), first]);
      }
    }
  } finally {
    await stop(mine.child);
    if (peer !== null) await stop(peer.child);
  }
  const figures = figuresOf(duel, pairs);
  for (const figure of figures) {
    const beside =
      figure.peer === null
        ? ''
        : `, ${figure.peer.name} ${round(figure.peer.value)}, ratio ${round(figure.ratio ?? 0)}`;
    log(`${figure.name}: ${round(figure.ours)} ${figure.unit}${beside}`);
  }
  return figures;
}

function figuresOf(duel: Duel, pairs: readonly [Sample, Sample | null][]): Figure[] {
  const figure = (
    what: string,
    unit: Figure['unit'],
    pick: (sample: Sample) => number,
    target: string | null,
  ): Figure => {
    const mine = pairs.map(([own]) => pick(own));
    const paired = pairs.flatMap(([own, peer]) => (peer === null ? [] : [[pick(own), pick(peer)] as const]));
    return {
      name: `${duel.name}: ${what}`,
      unit,
      ours: median(mine),
      best: unit === 'req/s' ? Math.max(...mine) : Math.min(...mine),
      peer: paired.length === 0 ? null : { name: duel.peerName, value: median(paired.map(([, other]) => other)) },
      ratio: paired.length === 0 ? null : median(paired.map(([own, other]) => own / other)),
      target,
      ...(NGINX === null && duel.peerName.startsWith('nginx') ? { note: 'nginx is not installed' } : {}),
    };
  };
  return [
    figure('throughput', 'req/s', (sample) => sample.requestsPerSecond, duel.target),
    figure('p99', 'ms', (sample) => sample.p99Ms, null),
    figure('CPU a request', 'ms', (sample) => sample.cpuMicrosPerRequest / 1000, duel.target),
  ];
}

/** One process behind all contestants, on a TCP port and on a unix socket: nginx, or Node where that is missing. */
async function startUpstream(folder: string): Promise<{ ground: Ground; upstream: Contestant['child'] }> {
  const assets = join(folder, 'www');
  mkdirSync(join(assets, 'assets'), { recursive: true });
  mkdirSync(join(assets, 'api'));
  writeFileSync(join(assets, 'index.html'), '<!doctype html>');
  writeFileSync(join(assets, 'assets/app-4f2a9c01.js'), `export const text = '${'x'.repeat(24 * 1024)}';\n`);
  writeFileSync(join(assets, 'api/large'), 'y'.repeat(100 * 1024));
  const upstreamPort = await freePort();
  const upstreamSocket = join(folder, 'up.sock');
  const ground = { folder, upstreamPort, upstreamSocket, assets };
  if (NGINX !== null) {
    const http = `server { listen 127.0.0.1:${upstreamPort}; listen unix:${upstreamSocket}; root ${assets};
  location = /api/small { return 200 '${SMALL}'; } }`;
    const { child } = startNginx('upstream', folder, http, upstreamPort, '/');
    await listening(upstreamPort);
    return { ground, upstream: child };
  }
  const file = join(folder, 'upstream.mjs');
  writeFileSync(
    file,
    `import { createServer } from 'node:http';
const bodies = { '/api/small': ${JSON.stringify(SMALL)}, '/api/large': 'y'.repeat(100 * 1024) };
const answer = (request, response) => {
  const body = bodies[request.url] ?? '';
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
};
for (const at of [{ host: '127.0.0.1', port: ${upstreamPort} }, { path: ${JSON.stringify(upstreamSocket)} }]) createServer({ keepAliveTimeout: 60000 }, answer).listen(at);
`,
  );
  const [program, argv] = pinned(1, [process.execPath, file]);
  const child = spawn(program, argv, { stdio: 'inherit' });
  await listening(upstreamPort);
  return { ground, upstream: child };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

async function listening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.on('error', () => resolve(false));
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`nothing listens on port ${port}`);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

function round(value: number): string {
  return value >= 100 ? Math.round(value).toString() : value.toPrecision(3);
}
