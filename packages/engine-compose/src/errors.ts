import { catalogue } from '@scalr/errors';

/** What Docker Compose adds to the errors of every engine. */
export const errors = catalogue({
  dockerMissing: {
    code: 'DOCKER_MISSING',
    title: 'Docker is not installed',
    kind: 'environment',
    message: (d: { part: string }) => `${d.part} is not on this machine, and containers need it`,
    fix: () =>
      'install Docker with its plugins compose and buildx (https://docs.docker.com/engine/install), or run ./scalr up --engine native',
  },
  dockerNotRunning: {
    code: 'DOCKER_NOT_RUNNING',
    title: 'Docker does not answer',
    kind: 'environment',
    message: (d: { detail: string }) => `Docker is installed but its engine does not answer: ${d.detail}`,
    fix: () => 'start it and let this user use it: sudo systemctl start docker && sudo usermod -aG docker "$(id -un)"',
  },
  dockerFailed: {
    code: 'DOCKER_FAILED',
    title: 'A Docker command failed',
    kind: 'environment',
    message: (d: { command: string; detail: string }) => `${d.command} failed: ${d.detail}`,
    fix: () => 'run the same command again; docker system df tells whether there is room for it',
  },
  otherPlatform: {
    code: 'COMPOSE_OTHER_PLATFORM',
    title: 'Another workspace holds this Docker',
    kind: 'environment',
    message: (d: { containers: string }) =>
      `containers of another workspace are on this Docker, and one Docker holds one platform: ${d.containers}`,
    fix: () => './scalr down in that workspace, or use another Docker: DOCKER_HOST=… ./scalr up',
  },
  tlsNeedsDomain: {
    code: 'COMPOSE_TLS_NEEDS_DOMAIN',
    title: 'HTTPS in containers needs a public domain',
    kind: 'user',
    message: () => 'certificates are only issued for a public domain, and everything is on localhost',
    fix: () => './scalr domain set <domain>, or leave out --tls',
  },
  stateUnusable: {
    code: 'COMPOSE_STATE_UNUSABLE',
    title: 'The state of the containers cannot be kept',
    kind: 'environment',
    message: (d: { folder: string; detail: string }) => `the folder ${d.folder} cannot be used: ${d.detail}`,
    fix: (d: { folder: string }) => `make ${d.folder} writable for you, with free space`,
  },
  buildFailed: {
    code: 'COMPOSE_BUILD_FAILED',
    title: 'An image could not be built',
    kind: 'user',
    message: (d: { name: string; lines: string }) => `the images of ${d.name} could not be built:\n${d.lines}`,
    fix: (d: { name: string }) => `mend what the last lines say (./scalr check ${d.name}), then ./scalr up`,
  },
  upFailed: {
    code: 'COMPOSE_UP_FAILED',
    title: 'Containers did not come up',
    kind: 'environment',
    message: (d: { name: string; lines: string }) => `the containers of ${d.name} did not come up:\n${d.lines}`,
    fix: (d: { name: string }) => `./scalr logs ${d.name}`,
  },
});
