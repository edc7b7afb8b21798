/** `postgresql://role:password@localhost/name?host=/folder`: by unix socket, as libpq and every driver read it. */
export function socketUrl(d: { role: string; password: string; database: string; socketFolder: string }): string {
  const user = `${encodeURIComponent(d.role)}:${encodeURIComponent(d.password)}`;
  return `postgresql://${user}@localhost/${d.database}?host=${encodeURIComponent(d.socketFolder)}`;
}
