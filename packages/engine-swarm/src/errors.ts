import { catalogue } from '@scalr/errors';

/** What Docker Swarm adds to the errors of every engine. */
export const errors = catalogue({
  dockerFailed: {
    code: 'SWARM_DOCKER_FAILED',
    title: 'A Docker command failed',
    kind: 'environment',
    message: (d: { command: string; detail: string }) => `docker ${d.command} failed: ${d.detail}`,
    fix: () => 'docker info && docker node ls',
  },
  notAManager: {
    code: 'SWARM_NOT_A_MANAGER',
    title: 'This machine is no manager of a swarm',
    kind: 'environment',
    message: (d: { state: string }) =>
      `stacks are deployed on a manager, and the Docker of this machine is none (swarm: ${d.state})`,
    fix: () =>
      'docker swarm init --advertise-addr <private address of this machine>, or on a manager: docker node promote <this machine>',
  },
  nodeUnlabelled: {
    code: 'SWARM_NODE_UNLABELLED',
    title: 'No machine is chosen for the front door or for data',
    kind: 'environment',
    message: (d: { label: string; purpose: string; node: string }) =>
      `no ready node has the label ${d.label}=true: ${d.purpose}`,
    fix: (d: { label: string; node: string }) => `docker node update --label-add ${d.label}=true ${d.node}`,
  },
  dataElsewhere: {
    code: 'SWARM_DATA_NOT_HERE',
    title: 'Data belongs to another machine',
    kind: 'environment',
    message: (d: { nodes: string }) =>
      `the label scalr.data=true must be on this machine and on no other, since volumes do not move: it is on ${d.nodes}`,
    fix: (d: { nodes: string }) =>
      `bring the platform up on ${d.nodes}; or, where no data is there yet, move the label: docker node update --label-rm scalr.data <node>`,
  },
  registryMissing: {
    code: 'SWARM_REGISTRY_MISSING',
    title: 'Other machines cannot get the images',
    kind: 'environment',
    message: (d: { nodes: number }) =>
      `images are built on this machine, and the swarm has ${d.nodes} nodes, which get them from a registry`,
    fix: () => 'set SCALR_REGISTRY=<host>:<port> in .env.shared, and log in where it asks: docker login <host>:<port>',
  },
  tlsNeedsDomain: {
    code: 'SWARM_TLS_NEEDS_DOMAIN',
    title: 'HTTPS on a swarm needs a public domain',
    kind: 'user',
    message: () => 'certificates are only issued for a public domain, and everything is on localhost',
    fix: () => './scalr domain set <domain>, or leave out --tls',
  },
  onlyProduction: {
    code: 'SWARM_ONLY_PRODUCTION',
    title: 'A swarm does not follow sources',
    kind: 'user',
    message: () => 'other machines do not have the sources, so a swarm runs built images only',
    fix: () => './scalr up --prod',
  },
  otherPlatform: {
    code: 'SWARM_OTHER_PLATFORM',
    title: 'Another workspace holds this swarm',
    kind: 'environment',
    message: (d: { services: string }) =>
      `services of another workspace are on this swarm, and one swarm holds one platform: ${d.services}`,
    fix: () => 'run ./scalr down in that workspace, or use another Docker: DOCKER_HOST=… ./scalr up',
  },
  buildFailed: {
    code: 'SWARM_BUILD_FAILED',
    title: 'An image could not be built',
    kind: 'user',
    message: (d: { name: string; lines: string }) => `an image of ${d.name} could not be built:\n${d.lines}`,
    fix: (d: { name: string }) => `mend what the last lines say (./scalr check ${d.name}), then ./scalr up`,
  },
  pushFailed: {
    code: 'SWARM_PUSH_FAILED',
    title: 'The registry did not take an image',
    kind: 'environment',
    message: (d: { image: string; registry: string; lines: string }) => `${d.image} could not be pushed: ${d.lines}`,
    fix: (d: { registry: string }) => `docker login ${d.registry}, and check SCALR_REGISTRY in .env.shared`,
  },
  rolledBack: {
    code: 'SWARM_RELEASE_TAKEN_BACK',
    title: 'A release was taken back',
    kind: 'environment',
    message: (d: { name: string; reason: string }) =>
      `the new ${d.name} did not stay well, so the swarm went back to the one before, which serves: ${d.reason}`,
    fix: (d: { name: string }) => `./scalr logs ${d.name}`,
  },
  notConverged: {
    code: 'SWARM_DID_NOT_CONVERGE',
    title: 'A service does not come up',
    kind: 'environment',
    message: (d: { name: string; reason: string }) => `${d.name} does not run as it should: ${d.reason}`,
    fix: (d: { name: string }) => `./scalr logs ${d.name}`,
  },
  severalAuthorities: {
    code: 'SWARM_CERTIFICATES_OF_ONE_EDGE',
    title: 'Certificates are issued to one front door only',
    kind: 'environment',
    message: (d: { nodes: string; extra: string }) =>
      `with a public domain each of ${d.nodes} would ask for certificates of its own, and only the one that asked can answer for it`,
    fix: (d: { extra: string }) => `docker node update --label-rm scalr.edge ${d.extra}`,
  },
});
