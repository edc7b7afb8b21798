/** Of two routers that match, the one with the higher number is taken. */
export const PRIORITIES = { gone: 5, page: 10, apiGone: 15, api: 20, write: 30, guarded: 40, moved: 50 } as const;
