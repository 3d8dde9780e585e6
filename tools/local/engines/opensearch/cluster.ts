import { illegalArgument, indexNotFound, notServedHere, SearchError } from './errors';
import { Aliases, aliasOptions } from './index/aliases';
import { SearchIndex } from './index/search-index';
import { mergeSettings, parseSettings } from './index/settings';
import { definitionOf, Templates } from './index/templates';
import { fitsPattern, type JsonObject, mergeJson } from './json';
import { parseMapping } from './mapping/parse-mapping';

const validName = /^[^A-Z\s\\/*?"<>|,#:_+-][^A-Z\s\\/*?"<>|,#:]*$/;

/** Indices, aliases and index templates of a domain. */
export class Cluster {
  readonly aliases = new Aliases();
  readonly templates = new Templates();
  private readonly indices = new Map<string, SearchIndex>();

  constructor(
    readonly name: string,
    readonly now: () => number,
    private readonly uuid: () => string,
  ) {}

  /** @throws SearchError when the name is taken or invalid, or the index would need what is not served */
  createIndex(name: string, body: JsonObject): SearchIndex {
    this.refuseName(name);
    const given = definitionOf(body);
    const template = this.templates.for(name);
    const settings = parseSettings(mergeSettings(template?.settings ?? {}, given.settings));
    const mapping = parseMapping(mergeJson(template?.mappings ?? {}, given.mappings));
    const named = Object.entries(mergeJson(template?.aliases ?? {}, given.aliases));
    const aliases = named.map(([alias, options]) => [alias, aliasOptions(options)] as const);
    for (const [alias] of aliases) this.refuseAlias(alias, name);
    const index = new SearchIndex(name, this.uuid(), settings, mapping, this.now());
    this.indices.set(name, index);
    for (const [alias, options] of aliases) this.addAlias(alias, name, options);
    return index;
  }

  deleteIndex(name: string): void {
    if (this.aliases.has(name)) {
      const advice = 'specify the corresponding concrete indices instead.';
      throw illegalArgument(`The provided expression [${name}] matches an alias, ${advice}`);
    }
    this.index(name);
    this.indices.delete(name);
    this.aliases.removeIndex(name);
  }

  hasName(name: string): boolean {
    return this.indices.has(name) || this.aliases.has(name);
  }

  /** By its own name, not an alias. */
  index(name: string): SearchIndex {
    const index = this.indices.get(name);
    if (!index) throw indexNotFound(name);
    return index;
  }

  all(): readonly SearchIndex[] {
    return [...this.indices.values()];
  }

  /**
   * Indices that an expression names: names and aliases, and patterns of them, separated by commas.
   * @throws SearchError on a name that does not exist; a pattern may fit none
   */
  resolve(expression: string): SearchIndex[] {
    const names = expression === '_all' ? ['*'] : expression.split(',').filter((name) => name !== '');
    return [...new Set(names.flatMap((name) => this.named(name)))];
  }

  private named(name: string): SearchIndex[] {
    if (name.startsWith('-')) throw notServedHere(`an exclusion [${name}]`);
    if (!name.includes('*') && !this.hasName(name)) throw indexNotFound(name);
    const own = this.all().filter((index) => fitsPattern(index.name, name));
    return [...own, ...this.aliases.indicesOf(name).map((index) => this.index(index))];
  }

  /** The index that a write to a name goes to; made from a template where there is none. */
  forWriting(name: string): SearchIndex {
    const known = this.indices.get(this.aliases.writeIndex(name) ?? name);
    if (known) return known;
    if (!this.templates.for(name)) throw notServedHere(`making [${name}] by writing to it, without a template,`);
    return this.createIndex(name, {});
  }

  addAlias(alias: string, index: string, options: ReturnType<typeof aliasOptions>): void {
    this.refuseAlias(alias, index);
    this.aliases.add(alias, index, options);
  }

  private refuseAlias(alias: string, index: string): void {
    if (!this.indices.has(alias) && alias !== index) return;
    const reason = `Invalid alias name [${alias}]: an index or data stream exists with the same name as the alias`;
    throw new SearchError(400, 'invalid_alias_name_exception', reason);
  }

  private refuseName(name: string): void {
    const invalid = (why: string) =>
      new SearchError(400, 'invalid_index_name_exception', `Invalid index name [${name}], ${why}`, { index: name });
    if (!validName.test(name)) throw invalid('must be lowercase, without spaces and special characters');
    if (this.aliases.has(name)) throw invalid('already exists as alias');
    const known = this.indices.get(name);
    if (!known) return;
    const reason = `index [${name}/${known.uuid}] already exists`;
    throw new SearchError(400, 'resource_already_exists_exception', reason, { index: name, index_uuid: known.uuid });
  }
}
