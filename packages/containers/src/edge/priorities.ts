/** Of two routers that match, the one with the higher number is taken. */
export const PRIORITIES = { page: 10, api: 20, guarded: 30, moved: 40 } as const;
