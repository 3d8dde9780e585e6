/** Periods that use is counted in, UTC: `2026-11-21` and `2026-11`. */
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
export const monthOf = (ms: number): string => new Date(ms).toISOString().slice(0, 7);
