import type { Payment } from '../payment';

/** What has a history of its own. */
export const entityKinds = ['card', 'account', 'device', 'ip', 'merchant'] as const;

export type EntityKind = (typeof entityKinds)[number];

export interface EntityRef {
  readonly kind: EntityKind;
  readonly id: string;
}

/** Whom a payment concerns, in the order of `entityKinds`; what it does not name is left out. */
export function entitiesOf(payment: Payment): readonly EntityRef[] {
  const refs: EntityRef[] = [];
  for (const kind of entityKinds) {
    const id = payment[kind];
    if (id !== undefined) refs.push({ kind, id });
  }
  return refs;
}
