import type { Aggregate } from './aggregate';
import { type EntityKind, entityKinds } from './entity';
import { labelWindows } from './known-labels';
import { stateShapes } from './state';

/** A feature that is an aggregate of one entity's history over one window. */
export type WindowedFeature = Aggregate & { readonly name: string; readonly entity: EntityKind };

const named = (entity: EntityKind, aggregate: Aggregate): WindowedFeature => ({
  name: `${entity}_${aggregate.aggregation}_${aggregate.window}`,
  entity,
  ...aggregate,
});

const velocity = entityKinds.flatMap((entity) =>
  stateShapes[entity].velocity.flatMap((window) =>
    (['count', 'sum'] as const).map((aggregation) => named(entity, { aggregation, window })),
  ),
);

const distinct = (['1h', '1d', '7d'] as const).flatMap((window) =>
  (['card', 'account', 'device', 'ip'] as const).map((entity) => named(entity, { aggregation: 'distinct', window })),
);

const amounts = [
  ...(['1d', '7d', '30d'] as const).map((window) => named('account', { aggregation: 'mean', window })),
  ...(['1d', '7d', '14d'] as const).map((window) => named('account', { aggregation: 'max', window })),
];

const labels = entityKinds.flatMap((entity) =>
  labelWindows.flatMap((window) =>
    (['labels', 'frauds', 'unexplained'] as const).map((aggregation) => named(entity, { aggregation, window })),
  ),
);

/**
 * Features as data. None counts the payment that is decided. `distinct` is of countries a card, devices an account, and cards a
 * device or IP address; label windows reach back from now over when labels became known.
 */
export const windowedFeatures: readonly WindowedFeature[] = [...velocity, ...distinct, ...amounts, ...labels];
