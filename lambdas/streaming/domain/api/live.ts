import * as z from 'zod/mini';
import '../../../shared/domain/english';
import { id } from '../events/envelope';

/** WebSocket subprotocol: the version of these frames. A change that old clients would notice takes a new one. */
export const PROTOCOL = 'live.v1';

/** API Gateway closes a connection at a frame over 32 KB; no view comes near it. */
export const MOST_FRAME_BYTES = 32 * 1024;

/** Topics of one frame. */
const MOST_AT_ONCE = 50;

const topicName = z.string().check(z.minLength(1), z.maxLength(160));
const topicNames = z.array(topicName).check(z.minLength(1), z.maxLength(MOST_AT_ONCE));
/** Place of a view among those of its topic. */
const cursor = z.string().check(z.minLength(1), z.maxLength(64));
const seq = z.int().check(z.gte(0));

export const clientFrames = {
  subscribe: z.object({
    action: z.literal('subscribe'),
    topics: topicNames,
    /** By topic, the cursor of the last view that was seen on an earlier connection: what is newer is sent at once. */
    resume: z.optional(z.record(topicName, cursor)),
  }),
  unsubscribe: z.object({ action: z.literal('unsubscribe'), topics: topicNames }),
  /** By topic, the last view that was dealt with; every few seconds, or its sender counts as slow. */
  ack: z.object({
    action: z.literal('ack'),
    seen: z
      .record(topicName, z.object({ seq, cursor }))
      .check(z.refine((seen) => Object.keys(seen).length <= MOST_AT_ONCE, `must be of ${MOST_AT_ONCE} topics at most`)),
  }),
  ping: z.object({ action: z.literal('ping') }),
};
export type ClientFrame = { [Action in keyof typeof clientFrames]: z.infer<(typeof clientFrames)[Action]> };

export const liveErrorCodes = [
  'invalid_frame',
  'unknown_action',
  'unknown_topic',
  'forbidden_topic',
  'too_many_topics',
  'slow_consumer',
  'token_expired',
  'internal_error',
] as const;
export type LiveErrorCode = (typeof liveErrorCodes)[number];
const code = z.enum(liveErrorCodes);

const ranked = z.object({
  items: z.readonly(z.array(z.object({ item: z.string(), count: z.int() }))),
  exact: z.boolean(),
});

/** What happened in one second, of one organisation. */
export const rateSchema = z.object({
  /** Second since the epoch. */
  at: z.int(),
  counted: z.int(),
  /** Of them, those that came after the watermark. */
  late: z.int(),
  parked: z.int(),
  /** Milliseconds that the oldest of a batch had waited to be read. */
  ageMs: z.int(),
});
export type Rate = Readonly<z.infer<typeof rateSchema>>;

/** What one case of moderation came to. */
export const verdictSchema = z.object({
  /** Verdicts of the organisation are numbered on while somebody watches: what a view leaves out is between its numbers and those before. */
  n: z.int(),
  item: z.string(),
  version: z.int(),
  status: z.string(),
  decision: z.optional(z.enum(['approve', 'reject'])),
  /** 1 to 4: who said so last. */
  tier: z.int(),
  category: z.optional(z.string()),
  /** What each tier said that it went through, in their order. */
  path: z.optional(z.readonly(z.array(z.object({ tier: z.int(), outcome: z.string() })))),
  /** Milliseconds since the epoch. */
  at: z.int(),
});
export type Verdict = Readonly<z.infer<typeof verdictSchema>>;

/** Data of a view, by the kind of its topic. */
export const viewData = {
  /** `trending:<ranking>`: the items that lead. */
  trending: ranked,
  /** `together:<item>`: the items that are in most sessions with it. */
  together: ranked,
  /** `features:<kind>:<id>`: every feature of an entity. */
  features: z.object({ features: z.record(z.string(), z.number()) }),
  /** `throughput`: the seconds of the last minute in which something happened, the first first. */
  throughput: z.object({ seconds: z.readonly(z.array(rateSchema)) }),
  /** `verdicts`: the latest, the oldest of them first. */
  verdicts: z.object({ verdicts: z.readonly(z.array(verdictSchema)) }),
};

export const serverFrames = {
  /** Views of these topics follow; those that are refused have none. */
  subscribed: z.object({
    type: z.literal('subscribed'),
    topics: z.readonly(z.array(z.string())),
    refused: z.readonly(z.array(z.object({ topic: z.string(), code, message: z.string() }))),
  }),
  unsubscribed: z.object({ type: z.literal('unsubscribed'), topics: z.readonly(z.array(z.string())) }),
  /** The state of a topic as of a time. One whose seq is not above the last of its topic was received before. */
  view: z.object({
    type: z.literal('view'),
    topic: z.string(),
    seq,
    cursor,
    /** ISO 8601. */
    at: z.string(),
    data: z.union([viewData.trending, viewData.features, viewData.throughput, viewData.verdicts]),
  }),
  acked: z.object({ type: z.literal('acked') }),
  pong: z.object({ type: z.literal('pong') }),
  error: z.object({
    type: z.literal('error'),
    code,
    message: z.string(),
    /** Of `slow_consumer`, after which the connection is closed: what to subscribe with again. */
    resume: z.optional(z.record(z.string(), z.string())),
  }),
};
export type LiveFrame = { [Type in keyof typeof serverFrames]: Readonly<z.infer<(typeof serverFrames)[Type]>> };
export type LiveServerFrame = LiveFrame[keyof LiveFrame];
export type ViewData = LiveFrame['view']['data'];

/** Id of an item in a topic's name. */
export const topicItem = id;
