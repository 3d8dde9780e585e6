import type { JsonObject } from '../json';
import type { Mapping } from '../mapping/fields';
import { shardOf } from './routing';
import type { IndexSettings } from './settings';
import { Shard } from './shard';

/** An index: its mapping, and its documents on shards. */
export class SearchIndex {
  readonly shards: readonly Shard[];

  constructor(
    readonly name: string,
    readonly uuid: string,
    readonly settings: IndexSettings,
    readonly mapping: Mapping,
    /** Epoch milliseconds. */
    readonly createdAt: number,
  ) {
    this.shards = Array.from({ length: settings.shards }, () => new Shard(mapping));
  }

  /** Where a document is, by its routing value or else its id. */
  shardFor(routing: string): Shard {
    return this.shards[shardOf(routing, this.shards.length)] as Shard;
  }

  /** The shards that hold what these values lead to; all without values. */
  shardsFor(routings: readonly string[]): readonly Shard[] {
    return routings.length === 0 ? this.shards : [...new Set(routings.map((routing) => this.shardFor(routing)))];
  }

  /** Refreshes what is due, as happens by itself every `refresh_interval`. */
  refreshDue(now: number): void {
    const { refreshInterval } = this.settings;
    if (refreshInterval === undefined) return;
    for (const shard of this.shards) shard.refreshSince(now - refreshInterval);
  }

  refresh(): void {
    for (const shard of this.shards) shard.refresh();
  }

  get size(): number {
    return this.shards.reduce((sum, shard) => sum + shard.size, 0);
  }

  /** Paths of vectors, which are not kept in sources. */
  get vectorPaths(): readonly string[] {
    return [...this.mapping.fields.values()].filter(({ type }) => type.kind === 'vector').map(({ path }) => path);
  }

  get settingsJson(): JsonObject {
    const { given, shards } = this.settings;
    const texts = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]));
    const own = { creation_date: String(this.createdAt), uuid: this.uuid, provided_name: this.name };
    return { index: { number_of_replicas: '1', ...texts, number_of_shards: String(shards), ...own } };
  }
}
