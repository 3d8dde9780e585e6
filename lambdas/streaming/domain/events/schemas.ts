import * as z from 'zod/mini';
import { id } from './envelope';

const visit = { user: id, session: id };
const ofItem = { ...visit, item: id };
const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits'));
const text = (most: number) => z.string().check(z.minLength(1), z.maxLength(most));

/** One version of a type. */
interface Version {
  readonly schema: z.ZodMiniObject;
  /** Makes data of this version data of the next one; of every version but the latest. */
  readonly upgrade?: (data: Readonly<Record<string, unknown>>) => Record<string, unknown>;
}

const itemViewed2 = z.strictObject({ ...ofItem, surface: z.enum(['list', 'page', 'search', 'unknown']) });

/** A version of something to publish: its text, links and images, of which there is one at least, and what is known of its author. */
const contentSubmitted2 = z
  .strictObject({
    ...{ user: id, content: id },
    version: z.int().check(z.gte(1), z.lte(100_000_000)),
    text: z.optional(text(20_000)),
    links: z.optional(z.array(text(2_048)).check(z.maxLength(50))),
    images: z.optional(z.array(z.strictObject({ sha256 })).check(z.maxLength(20))),
    author: z.optional(z.strictObject({ ageDays: z.number().check(z.gte(0)), rejections: z.int().check(z.gte(0)) })),
  })
  .check(
    z.refine(
      ({ text, links, images }) => [text, links?.[0], images?.[0]].some(Boolean),
      'must have a text, links or images',
    ),
  );

/**
 * Every version of every type, the first first. A version never changes once it is committed, and is not taken away while records of it may
 * be in a stream or an archive: `test/lambdas/streaming/domain/events/compatibility.test.ts` compares them with `versions.json`.
 */
export const eventTypes = {
  'item.viewed': [
    { schema: z.strictObject(ofItem), upgrade: (data) => ({ ...data, surface: 'unknown' }) },
    { schema: itemViewed2 },
  ],
  'item.clicked': [{ schema: z.strictObject(ofItem) }],
  'item.purchased': [{ schema: z.strictObject({ ...ofItem, quantity: z.int().check(z.gte(1), z.lte(10_000)) }) }],
  'search.made': [{ schema: z.strictObject({ ...visit, query: text(200) }) }],
  'content.submitted': [
    {
      schema: z.strictObject({ user: id, content: id, text: text(20_000) }),
      upgrade: (data) => ({ ...data, version: 1 }),
    },
    { schema: contentSubmitted2 },
  ],
} as const satisfies Readonly<Record<string, readonly Version[]>>;

export type EventType = keyof typeof eventTypes;

/** Data of the latest version of any type: which of these there are depends on the type. */
export interface EventData {
  readonly user: string;
  readonly session?: string;
  readonly item?: string;
  readonly content?: string;
  readonly quantity?: number;
  readonly text?: string;
  readonly version?: number;
  readonly links?: readonly string[];
  readonly images?: readonly { readonly sha256: string }[];
  readonly author?: { readonly ageDays: number; readonly rejections: number };
}

export const isEventType = (type: string): type is EventType => Object.hasOwn(eventTypes, type);

export const latestVersion = (type: EventType): number => eventTypes[type].length;

/** What is wrong with data: where, and what would be right. */
export type Checked =
  | { readonly kind: 'known'; readonly data: EventData }
  | { readonly kind: 'unknown-version' }
  | { readonly kind: 'invalid'; readonly detail: string };

/** Checks data by the schema of its version, and makes data of the latest version of it. */
export function checkData(type: EventType, version: number, data: unknown): Checked {
  const versions: readonly Version[] = eventTypes[type];
  const own = versions[version - 1];
  if (!own) return { kind: 'unknown-version' };
  const parsed = own.schema.safeParse(data);
  if (!parsed.success) return { kind: 'invalid', detail: detailOf(parsed.error) };
  let latest: Record<string, unknown> = parsed.data;
  for (const { upgrade } of versions.slice(version - 1)) latest = upgrade?.(latest) ?? latest;
  return { kind: 'known', data: latest as unknown as EventData };
}

/** The first problem, without what was sent. */
export function detailOf({ issues: [issue] }: z.core.$ZodError): string {
  const where = issue?.path.join('.');
  return where ? `${where}: ${issue?.message}` : `${issue?.message}`;
}
