import type { Plan, Route } from '@scalr/plan';

/**
 * What the edge is told of one container: its routers, its service and what happens on the way.
 * @param half which of the paths of the route it serves
 * @param port it listens on
 */
export function edgeLabels(
  _plan: Plan,
  _route: Route,
  _half: 'frontend' | 'backend',
  port: number,
): Readonly<Record<string, string>> {
  return { 'traefik.enable': 'true', port: String(port) };
}
