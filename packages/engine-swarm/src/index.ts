export { EDGE_SUBNET } from './belongings.ts';
export { createSwarmDatabases } from './databases.ts';
export { createSwarmEngine, type SwarmEngineOptions } from './engine.ts';
export { errors as swarmErrors } from './errors.ts';
export { groundOf } from './ground.ts';
export { type SwarmLayout, swarmLayout } from './layout.ts';
export { makeAdminFolder, type ProjectGround, readProjects } from './projects.ts';
export { renderStacks, type Stack, type StackOptions } from './render.ts';
export { createSwarmRenderer, type SwarmRendererOptions } from './renderer.ts';
