import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { cpus } from 'node:os';
import { promisify } from 'node:util';
import { type Contestant, cpuMs, HOST, pinned } from './contestant.ts';

const WRK = ['/usr/bin/wrk', '/usr/local/bin/wrk'].find(existsSync) ?? null;

/** One round of load on one contestant. */
export interface Sample {
  readonly requestsPerSecond: number;
  readonly p99Ms: number;
  readonly cpuMicrosPerRequest: number;
}

export async function measure(contestant: Contestant, connections: number, seconds: number): Promise<Sample> {
  await quiet();
  const pid = contestant.child.pid as number;
  const before = cpuMs(pid);
  const result =
    WRK === null ? await ownLoad(contestant, connections, seconds) : await wrk(WRK, contestant, connections, seconds);
  if (result.requests === 0 || result.failed > 0)
    throw new Error(`${contestant.name} answered ${result.requests} requests, ${result.failed} of them wrongly`);
  return {
    requestsPerSecond: result.requests / result.seconds,
    p99Ms: result.p99Ms,
    cpuMicrosPerRequest: ((cpuMs(pid) - before) * 1000) / result.requests,
  };
}

/** Waits, for a second at most, until the machine has little else to do. */
async function quiet(): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const [idle, all] = cpuTicks();
    await new Promise((resolve) => setTimeout(resolve, 200));
    const [idleNow, allNow] = cpuTicks();
    if (idleNow - idle > 0.8 * (allNow - all)) return;
  }
}

function cpuTicks(): [idle: number, all: number] {
  const ticks = cpus().map(({ times }) => times);
  const idle = ticks.reduce((sum, times) => sum + times.idle, 0);
  return [idle, ticks.reduce((sum, { user, nice, sys, irq, idle: rest }) => sum + user + nice + sys + irq + rest, 0)];
}

interface Load {
  readonly requests: number;
  readonly failed: number;
  readonly seconds: number;
  readonly p99Ms: number;
}

async function wrk(program: string, contestant: Contestant, connections: number, seconds: number): Promise<Load> {
  const url = `http://127.0.0.1:${contestant.port}${contestant.path}`;
  const options = ['-t', '1', '-c', String(connections), '-d', `${seconds}s`, '--latency', '-H', `Host: ${HOST}`, url];
  const [file, argv] = pinned(1, [program, ...options]);
  const { stdout } = await promisify(execFile)(file, argv);
  const [, requests = '0', took = '1', unit = 's'] = /(\d+) requests in ([\d.]+)(m?s)/.exec(stdout) ?? [];
  const [, p99 = '0', p99Unit = 'ms'] = /99%\s+([\d.]+)(us|ms|s)/.exec(stdout) ?? [];
  const wrong = Number(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0);
  const scale: Record<string, number> = { us: 0.001, ms: 1, s: 1000 };
  return {
    requests: Number(requests),
    failed: wrong,
    seconds: unit === 'ms' ? Number(took) / 1000 : Number(took),
    p99Ms: Number(p99) * (scale[p99Unit] ?? 1),
  };
}

/** Keep-alive GETs over plain sockets, for machines without wrk. Answers must carry a Content-Length. */
async function ownLoad(contestant: Contestant, connections: number, seconds: number): Promise<Load> {
  const request = `GET ${contestant.path} HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`;
  const started = performance.now();
  const until = started + seconds * 1000;
  const times: number[] = [];
  let failed = 0;
  const client = () =>
    new Promise<void>((resolve) => {
      const socket = connect(contestant.port, '127.0.0.1', () => socket.write(request));
      let head = '';
      let missing = -1;
      let sent = performance.now();
      socket.on('data', (chunk) => {
        if (missing < 0) {
          head += chunk.toString('latin1');
          const end = head.indexOf('\r\n\r\n');
          if (end === -1) return;
          missing = Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? 0) - (head.length - end - 4);
          if (!head.startsWith('HTTP/1.1 200')) failed += 1;
        } else missing -= chunk.length;
        if (missing > 0) return;
        const now = performance.now();
        times.push(now - sent);
        if (now > until) return void socket.destroy();
        head = '';
        missing = -1;
        sent = now;
        socket.write(request);
      });
      socket.on('error', () => {
        failed += 1;
      });
      socket.on('close', () => resolve());
    });
  await Promise.all(Array.from({ length: connections }, client));
  times.sort((a, b) => a - b);
  return {
    requests: times.length,
    failed,
    seconds: (performance.now() - started) / 1000,
    p99Ms: times[Math.floor(times.length * 0.99)] ?? 0,
  };
}
