import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import * as z from 'zod/mini';
import {
  checkData,
  type EventType,
  eventTypes,
  latestVersion,
} from '../../../../../lambdas/streaming/domain/events/schemas';

type Versions = Readonly<Record<string, readonly unknown[]>>;

const file = 'lambdas/streaming/domain/events/versions.json';
const committed = JSON.parse(readFileSync(join(__dirname, '../../../../..', file), 'utf8')) as Versions;
const current: Versions = Object.fromEntries(
  Object.entries(eventTypes).map(([type, versions]) => [
    type,
    versions.map(({ schema }) => JSON.parse(JSON.stringify(z.toJSONSchema(schema)))),
  ]),
);

/** What readers or senders of a committed version would notice. */
function changesOf(before: Versions, now: Versions): string[] {
  const gone = Object.entries(before).flatMap(([type, versions]) =>
    versions.flatMap((schema, index) => {
      const own = now[type]?.[index];
      if (own === undefined) return [`${type} ${index + 1}: is gone, and records of it may be anywhere`];
      return JSON.stringify(own) === JSON.stringify(schema)
        ? []
        : [`${type} ${index + 1}: is changed; a change is a new version`];
    }),
  );
  const fresh = Object.entries(now).flatMap(([type, versions]) =>
    versions
      .slice(before[type]?.length ?? 0)
      .map((schema) => `${type}: a new version, to be added to ${file}: ${JSON.stringify(schema)}`),
  );
  return [...gone, ...fresh];
}

it('no committed version of an event changes or goes, and every version is committed', () => {
  expect(changesOf(committed, current)).toEqual([]);
});

it.each<[string, Versions, RegExp]>([
  [
    'a version that goes',
    { ...current, 'item.viewed': current['item.viewed']?.slice(0, 1) ?? [] },
    /item\.viewed 2: is gone/,
  ],
  ['a type that goes', Object.fromEntries(Object.entries(current).slice(1)), /item\.viewed 1: is gone/],
  ['a field that changes', { ...current, 'search.made': [{ type: 'object' }] }, /search\.made 1: is changed/],
  [
    'a version that nobody committed',
    { ...current, 'search.made': [...(current['search.made'] ?? []), {}] },
    /search\.made: a new/,
  ],
])('it shows %s', (_, now, expected) => {
  expect(changesOf(committed, now)).toContainEqual(expect.stringMatching(expected));
});

const samples: Readonly<Record<EventType, Readonly<Record<string, unknown>>>> = {
  'item.viewed': { user: 'u', session: 's', item: 'i' },
  'item.clicked': { user: 'u', session: 's', item: 'i' },
  'item.purchased': { user: 'u', session: 's', item: 'i', quantity: 2 },
  'search.made': { user: 'u', session: 's', query: 'shoes' },
  'content.submitted': { user: 'u', content: 'c', text: 'hello' },
};

it.each(Object.keys(samples) as EventType[])('data of the first version of %s becomes data of the latest', (type) => {
  const checked = checkData(type, 1, samples[type]);
  if (checked.kind !== 'known') throw new Error(JSON.stringify(checked));
  expect(checkData(type, latestVersion(type), checked.data)).toEqual(checked);
});

/** As far as the schemas of events go. */
interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

/** Whatever a schema takes. */
function anyOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.pattern !== undefined) return fc.stringMatching(new RegExp(schema.pattern));
  if (schema.type === 'string') return fc.string({ minLength: schema.minLength, maxLength: schema.maxLength });
  if (schema.type === 'integer') return fc.integer({ min: schema.minimum, max: schema.maximum });
  if (schema.type === 'number')
    return fc.double({ min: schema.minimum, max: schema.maximum, noNaN: true, noDefaultInfinity: true });
  if (schema.items) return fc.array(anyOf(schema.items), { minLength: schema.minItems, maxLength: schema.maxItems });
  if (schema.type !== 'object') throw new Error(`no data of ${JSON.stringify(schema)} is made here`);
  const { properties = {}, required = [] } = schema;
  const fields = Object.fromEntries(Object.entries(properties).map(([name, own]) => [name, anyOf(own)]));
  return fc.record(fields, { requiredKeys: [...required] });
}

type TypeVersions = readonly {
  readonly schema: z.ZodMiniObject;
  readonly upgrade?: (data: Readonly<Record<string, unknown>>) => Record<string, unknown>;
}[];

/** Whether all data that a committed version takes is taken by it now, and becomes data that the next one takes. */
function checkUpgrade(versions: TypeVersions, index: number, schema: JsonSchema): void {
  const [own, next] = [versions[index], versions[index + 1]];
  fc.assert(
    fc.property(anyOf(schema), (data) => {
      const isRefined = own?.schema.safeParse(data).error?.issues.every(({ code }) => code === 'custom');
      // A refinement, such as one of several fields that has to be there, is not in the committed schema.
      fc.pre(!isRefined);
      const known = own?.schema.parse(data) as Readonly<Record<string, unknown>>;
      if (next) next.schema.parse(own?.upgrade?.(known) ?? known);
    }),
    { numRuns: 200 },
  );
}

const everyVersion = Object.entries(committed).flatMap(([type, versions]) =>
  versions.map((schema, index) => [type as EventType, index + 1, schema as JsonSchema] as const),
);

it.each(everyVersion)(
  'whatever data of %s %i is taken becomes data of the version after it',
  (type, version, schema) => {
    checkUpgrade(eventTypes[type], version - 1, schema);
  },
);

it.each<[string, TypeVersions[number]]>([
  ['has a field that the one before it did not', { schema: z.strictObject({ user: z.string(), place: z.string() }) }],
  ['takes less of a field', { schema: z.strictObject({ user: z.string().check(z.maxLength(3)) }) }],
  ['left a field out', { schema: z.strictObject({}) }],
])('it shows a version that %s, where nothing makes its data of the older', (_, next) => {
  const first = { schema: z.strictObject({ user: z.string() }) };
  expect(() => checkUpgrade([first, next], 0, z.toJSONSchema(first.schema) as JsonSchema)).toThrow(/Property failed/);
});

it('a version that is not known yet is told apart from data that is wrong', () => {
  expect(checkData('item.viewed', 3, samples['item.viewed']).kind).toBe('unknown-version');
  expect(checkData('item.viewed', 1, { user: 'u' })).toEqual({ kind: 'invalid', detail: 'session: is missing' });
});
