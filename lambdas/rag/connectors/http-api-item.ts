import * as z from 'zod/mini';
import { SourceFault, type Step } from './connector';
import { type AclMapper, type Grant, revisionOf } from './identity';
import type { SourceOf } from './settings';

type Fields = SourceOf<'http-api'>['fields'];

/** The value at a dotted path; undefined where there is none. */
export function valueAt(value: unknown, path: string): unknown {
  let at = value;
  for (const name of path === '' ? [] : path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[name];
  }
  return at;
}

const names = z.array(z.string());
const classification = z.int().check(z.gte(0), z.lte(3));

/** A list of permissions that is set and cannot be read makes all of them unknown. */
function grantOf(fields: Fields, item: unknown): Grant | undefined {
  if (fields.users === undefined && fields.groups === undefined && fields.everyone === undefined) return undefined;
  const read = <T>(path: string | undefined, schema: z.ZodMiniType<T>, absent: T) =>
    path === undefined ? { success: true as const, data: absent } : schema.safeParse(valueAt(item, path));
  const users = read(fields.users, names, []);
  const groups = read(fields.groups, names, []);
  const everyone = read(fields.everyone, z.boolean(), false);
  const level = read(fields.classification, z.optional(classification), undefined);
  const isKnown = fields.classification === undefined || valueAt(item, fields.classification) !== undefined;
  if (!users.success || !groups.success || !everyone.success || !level.success || !isKnown) return undefined;
  return {
    users: users.data.map((user) => ({ id: user, email: user.includes('@') ? user : undefined })),
    groups: groups.data,
    everyone: everyone.data,
    classification: level.data,
  };
}

const text = z.string();
const idSchema = z.union([z.string().check(z.minLength(1)), z.pipe(z.number(), z.transform(String))]);

/** Milliseconds since the epoch of an ISO time, or of seconds or milliseconds; undefined for anything else. */
export function timeOf(value: unknown): number | undefined {
  if (typeof value === 'string') {
    const time = Date.parse(value);
    return Number.isNaN(time) ? undefined : time;
  }
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) return undefined;
  // Seconds have ten digits until the year 2286.
  return Math.floor(value < 100_000_000_000 ? value * 1000 : value);
}

/** What one item of the list says. @throws SourceFault when it has no id, for then nothing can be said of it */
export function itemStep(
  source: SourceOf<'http-api'>,
  mapper: AclMapper,
  item: unknown,
): Exclude<Step, { kind: 'checkpoint' }> {
  const { fields, contentType } = source;
  const id = idSchema.safeParse(valueAt(item, fields.id));
  if (!id.success) throw new SourceFault('malformed', `An item of ${source.id} has no id at ${fields.id}`);
  const externalId = id.data;
  if (fields.deleted !== undefined && valueAt(item, fields.deleted) === true) return { kind: 'delete', externalId };
  const body = text.safeParse(valueAt(item, fields.body));
  const modifiedAt = timeOf(valueAt(item, fields.modifiedAt));
  if (!body.success) return { kind: 'skip', externalId, reason: `it has no text at ${fields.body}` };
  if (modifiedAt === undefined) return { kind: 'skip', externalId, reason: `it has no time at ${fields.modifiedAt}` };
  const title = text.safeParse(valueAt(item, fields.title)).data || externalId;
  const link = text.safeParse(fields.link === undefined ? undefined : valueAt(item, fields.link)).data;
  return {
    kind: 'upsert',
    externalId,
    revision: revisionOf(title, body.data, link ?? '', `${modifiedAt}`),
    title,
    contentType,
    body: new TextEncoder().encode(body.data),
    acl: mapper.acl(grantOf(fields, item)),
    link,
    modifiedAt,
  };
}
