export { createSwarmEngine, type SwarmEngineOptions } from './engine.ts';
export { errors as swarmErrors } from './errors.ts';
export { groundOf } from './ground.ts';
export { type SwarmLayout, swarmLayout } from './layout.ts';
export { renderStacks, type Stack, type StackOptions } from './render.ts';
