import { illegalArgument, notServedHere } from '../errors';
import { isObject, type JsonObject, numberOf } from '../json';

export interface IndexSettings {
  readonly shards: number;
  /** Milliseconds after which a search finds what was written; never by itself when undefined. */
  readonly refreshInterval: number | undefined;
  /** Whether vectors can be searched. */
  readonly knn: boolean;
  /** Hits that can be paged through. */
  readonly window: number;
  /** As given, flattened, without `index.`. */
  readonly given: Readonly<Record<string, unknown>>;
}

/** Settings that change neither what is found nor its order. */
const withoutEffect = [
  ...[
    'number_of_replicas',
    'auto_expand_replicas',
    'codec',
    'hidden',
    'knn.algo_param.ef_search',
    'knn.derived_source.enabled',
  ],
  ...[
    'translog.durability',
    'translog.sync_interval',
    'unassigned.node_left.delayed_timeout',
    'merge.policy.segments_per_tier',
  ],
  ...['search.slowlog.threshold.query.warn', 'search.slowlog.threshold.query.info', 'mapping.total_fields.limit'],
];
const served = ['number_of_shards', 'refresh_interval', 'knn', 'max_result_window'];

const unit: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

/** @throws SearchError on a setting that would change results and is not served */
export function parseSettings(json: JsonObject = {}): IndexSettings {
  const given = flatten(json);
  const other = Object.keys(given).find((name) => !served.includes(name) && !withoutEffect.includes(name));
  if (other) throw notServedHere(`index setting [${other}]`);
  const shards = numberOf(given.number_of_shards, 'number_of_shards', 1);
  if (!Number.isInteger(shards) || shards < 1 || shards > 1024) {
    throw illegalArgument(`Failed to parse value [${shards}] for setting [index.number_of_shards]`);
  }
  return {
    shards,
    refreshInterval: interval(given.refresh_interval),
    knn: String(given.knn ?? false) === 'true',
    window: numberOf(given.max_result_window, 'max_result_window', 10_000),
    given,
  };
}

/** Later settings win. */
export function mergeSettings(...settings: readonly JsonObject[]): JsonObject {
  return Object.assign({}, ...settings.map((one) => flatten(one)));
}

function flatten(json: JsonObject, path = ''): Record<string, unknown> {
  const flat: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(json)) {
    const full = path ? `${path}.${name}` : name;
    if (isObject(value)) Object.assign(flat, flatten(value, full));
    else flat[full.replace(/^index\./, '')] = value;
  }
  return flat;
}

function interval(value: unknown): number | undefined {
  const text = String(value ?? '1s');
  if (text === '-1') return undefined;
  const [, amount, name = ''] = /^(\d+)(ms|s|m)$/.exec(text) ?? [];
  const factor = unit[name];
  if (amount === undefined || factor === undefined) {
    throw illegalArgument(`failed to parse setting [index.refresh_interval] with value [${text}] as a time value`);
  }
  return Number(amount) * factor;
}
