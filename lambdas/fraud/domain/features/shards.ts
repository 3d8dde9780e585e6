import type { EntityKind } from './entity';

/**
 * In how many parts the history of one entity is kept. A part takes one payment at a time: what few payments share at the same
 * moment has one part, what many do has several, each payment going to one of them. More parts may be added later, and
 * none taken away.
 */
export const shardsOf: Readonly<Record<EntityKind, number>> = { card: 1, account: 1, device: 1, ip: 4, merchant: 8 };
