/** `20260131235959`, later than every migration that is there: they run in the order of their names. */
export function stampAfter(paths: Iterable<string>, now: Date): string {
  const stamps = [...paths].flatMap((path) => /^migrations\/(\d{14})/.exec(path)?.[1] ?? []);
  const latest = Math.max(0, ...stamps.map(timeOf));
  const moment = new Date(Math.max(now.getTime(), latest + 1000));
  return moment.toISOString().replace(/\D/g, '').slice(0, 14);
}

function timeOf(stamp: string): number {
  return Date.parse(stamp.replace(/(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/, '$1-$2-$3T$4:$5:$6Z'));
}
