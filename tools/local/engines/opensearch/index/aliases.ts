import { illegalArgument, SearchError } from '../errors';
import { fitsPattern, type JsonObject, membersOf } from '../json';

/** Of an alias on one index. */
export interface AliasOptions {
  /** Whether writes to the alias go there; undecided when undefined. */
  readonly isWriteIndex: boolean | undefined;
}

/** @throws SearchError on options that would change what is found through the alias */
export function aliasOptions(given: unknown): AliasOptions {
  const { is_write_index } = membersOf(given, 'alias', ['is_write_index', 'is_hidden']);
  return { isWriteIndex: is_write_index === undefined ? undefined : String(is_write_index) === 'true' };
}

/** Other names of indices; one may stand for several. */
export class Aliases {
  private byName = new Map<string, Map<string, AliasOptions>>();

  has(alias: string): boolean {
    return this.byName.has(alias);
  }

  /** Indices of every alias that fits a pattern. */
  indicesOf(pattern: string): string[] {
    return [...this.byName].filter(([alias]) => fitsPattern(alias, pattern)).flatMap(([, on]) => [...on.keys()]);
  }

  /** Aliases of an index, with their options. */
  ofIndex(index: string): Record<string, JsonObject> {
    const own: Record<string, JsonObject> = {};
    for (const [alias, on] of this.byName) {
      const options = on.get(index);
      if (!options) continue;
      own[alias] = options.isWriteIndex === undefined ? {} : { is_write_index: options.isWriteIndex };
    }
    return own;
  }

  add(alias: string, index: string, options: AliasOptions): void {
    const on = this.byName.get(alias) ?? new Map<string, AliasOptions>();
    const other = [...on].find(([name, { isWriteIndex }]) => name !== index && isWriteIndex);
    if (options.isWriteIndex && other) {
      const reason = `alias [${alias}] has more than one write index [${other[0]},${index}]`;
      throw new SearchError(500, 'illegal_state_exception', reason);
    }
    this.byName.set(alias, on.set(index, options));
  }

  /** @returns whether there was one */
  remove(alias: string, index: string): boolean {
    const on = this.byName.get(alias);
    const removed = on?.delete(index) ?? false;
    if (on?.size === 0) this.byName.delete(alias);
    return removed;
  }

  removeIndex(index: string): void {
    for (const alias of [...this.byName.keys()]) this.remove(alias, index);
  }

  /**
   * The index that writes to an alias go to; undefined when there is no such alias.
   * @throws SearchError when it is on several and none is marked
   */
  writeIndex(alias: string): string | undefined {
    const on = this.byName.get(alias);
    if (!on) return undefined;
    const marked = [...on].find(([, { isWriteIndex }]) => isWriteIndex === true);
    if (marked) return marked[0];
    const [[only, options] = [undefined, undefined], another] = [...on];
    if (!another && options?.isWriteIndex !== false) return only;
    throw illegalArgument(
      `no write index is defined for alias [${alias}]. The write index may be explicitly disabled using ` +
        'is_write_index=false or the alias points to multiple indices without one being designated as a write index',
    );
  }

  /** A state to come back to, so that several changes are made all or none. */
  snapshot(): () => void {
    const before = new Map([...this.byName].map(([alias, on]) => [alias, new Map(on)]));
    return () => {
      this.byName = before;
    };
  }
}
