import { illegalArgument } from '../errors';
import { fitsPattern, isObject, type JsonObject, listOf, membersOf, numberOf, textOf } from '../json';
import { parseMapping } from '../mapping/parse-mapping';
import { aliasOptions } from './aliases';
import { parseSettings } from './settings';

/** What an index is made of. */
export interface IndexDefinition {
  readonly settings: JsonObject;
  readonly mappings: JsonObject;
  readonly aliases: JsonObject;
}

interface Template {
  readonly patterns: readonly string[];
  readonly priority: number;
  readonly definition: IndexDefinition;
  readonly json: JsonObject;
}

export function definitionOf(body: unknown): IndexDefinition {
  const { settings, mappings, aliases } = membersOf(body, 'index', ['settings', 'mappings', 'aliases']);
  const object = (value: unknown) => (isObject(value) ? value : {});
  return { settings: object(settings), mappings: object(mappings), aliases: object(aliases) };
}

/** What indices are made of whose names fit a pattern. */
export class Templates {
  private readonly byName = new Map<string, Template>();

  /** @throws SearchError on what is not served, so that it fails where it is written */
  put(name: string, json: JsonObject): void {
    const members = membersOf(json, 'index_template', ['index_patterns', 'priority', 'template', 'version', '_meta']);
    const patterns = listOf(members.index_patterns).map((pattern) => textOf(pattern, 'index_patterns'));
    if (patterns.length === 0) throw illegalArgument('index template must have [index_patterns]');
    const definition = definitionOf(members.template ?? {});
    parseSettings(definition.settings);
    parseMapping(definition.mappings);
    for (const options of Object.values(definition.aliases)) aliasOptions(options);
    this.byName.set(name, { patterns, priority: numberOf(members.priority, 'priority', 0), definition, json });
  }

  get(name: string): JsonObject | undefined {
    return this.byName.get(name)?.json;
  }

  /** @returns whether there was one */
  delete(name: string): boolean {
    return this.byName.delete(name);
  }

  /** The one for an index: of several that fit, the one of highest priority. */
  for(index: string): IndexDefinition | undefined {
    const fits = ({ patterns }: Template) => patterns.some((pattern) => fitsPattern(index, pattern));
    const [first] = [...this.byName.values()].filter(fits).sort((one, other) => other.priority - one.priority);
    return first?.definition;
  }
}
