import * as z from 'zod/mini';
import { SourceFault } from './connector';
import type { Http } from './http';

const metadata = z.optional(z.object({ next_cursor: z.optional(z.string()) }));

export const channelSchema = z.object({
  id: z.string(),
  name: z.string(),
  is_private: z.boolean(),
  is_member: z.optional(z.boolean()),
  is_archived: z.optional(z.boolean()),
});
export type Channel = z.infer<typeof channelSchema>;

export const messageSchema = z.object({
  ts: z.string().check(z.regex(/^\d+\.\d+$/)),
  text: z.optional(z.string()),
  user: z.optional(z.string()),
  username: z.optional(z.string()),
  bot_id: z.optional(z.string()),
  subtype: z.optional(z.string()),
  thread_ts: z.optional(z.string()),
  reply_count: z.optional(z.int()),
});
export type Message = z.infer<typeof messageSchema>;

const personSchema = z.object({
  id: z.string(),
  deleted: z.optional(z.boolean()),
  is_bot: z.optional(z.boolean()),
  real_name: z.optional(z.string()),
  profile: z.optional(z.object({ email: z.optional(z.string()), display_name: z.optional(z.string()) })),
});
export type Person = z.infer<typeof personSchema>;

const credentialErrors = new Set(['invalid_auth', 'not_authed', 'token_expired', 'token_revoked', 'account_inactive']);
const envelope = z.object({ ok: z.boolean(), error: z.optional(z.string()), needed: z.optional(z.string()) });

/**
 * The calls that are made of Slack's Web API. It answers 200 also when it refuses, and says so in the body.
 *
 * @see https://docs.slack.dev/reference/methods/conversations.history
 */
export function createSlackApi(http: Http, secretId: string) {
  async function call<T>(
    method: string,
    query: Readonly<Record<string, string>>,
    schema: z.ZodMiniType<T>,
    signal: AbortSignal,
  ): Promise<T> {
    const url = new URL(`https://slack.com/api/${method}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const answer = await http.json(url, z.looseObject(envelope.shape), signal);
    if (!answer.ok) throw faultOf(method, answer, secretId);
    const parsed = schema.safeParse(answer);
    if (parsed.success) return parsed.data;
    throw new SourceFault('malformed', `Slack's ${method} answered in another shape than expected`);
  }

  async function* paged<T>(
    method: string,
    query: Readonly<Record<string, string>>,
    field: string,
    item: z.ZodMiniType<T>,
    signal: AbortSignal,
  ): AsyncIterable<T> {
    const schema = z.object({ [field]: z.array(item), response_metadata: metadata });
    let cursor = '';
    do {
      const page = await call(method, cursor ? { ...query, cursor } : query, schema, signal);
      yield* page[field] as T[];
      cursor = (page.response_metadata as z.infer<typeof metadata>)?.next_cursor ?? '';
    } while (cursor);
  }

  return {
    channels: (signal: AbortSignal) =>
      paged(
        'conversations.list',
        { types: 'public_channel,private_channel', limit: '200' },
        'channels',
        channelSchema,
        signal,
      ),
    /** Messages that begin a thread or stand alone, newest first. @param oldest seconds, inclusive @param latest exclusive */
    history: (channel: string, oldest: number, latest: number, signal: AbortSignal) => {
      // Bounds are exclusive unless said otherwise; a millionth of a second is the finest that there is.
      const query = { channel, oldest: before(oldest), latest: `${latest}.000000`, limit: '200' };
      return paged('conversations.history', query, 'messages', messageSchema, signal);
    },
    /** A thread, with the message that began it. */
    replies: (channel: string, ts: string, signal: AbortSignal) =>
      paged('conversations.replies', { channel, ts, limit: '200' }, 'messages', messageSchema, signal),
    members: (channel: string, signal: AbortSignal) =>
      paged('conversations.members', { channel, limit: '200' }, 'members', z.string(), signal),
    person: async (user: string, signal: AbortSignal): Promise<Person> =>
      (await call('users.info', { user }, z.object({ user: personSchema }), signal)).user,
  };
}
export type SlackApi = ReturnType<typeof createSlackApi>;

const before = (seconds: number): string => `${Math.max(0, seconds - 1)}.999999`;

function faultOf(
  method: string,
  { error = 'unknown_error', needed }: z.infer<typeof envelope>,
  secretId: string,
): SourceFault {
  if (credentialErrors.has(error)) {
    return new SourceFault(
      'credentials',
      `Slack does not accept the token (${error}). Put a new one into secret ${secretId} as {"token": "xoxb-..."}; the next run goes on`,
    );
  }
  if (error === 'missing_scope') {
    return new SourceFault(
      'forbidden',
      `Slack's ${method} needs the scope ${needed ?? 'that its documentation names'}: add it to the app and install it again`,
    );
  }
  if (error === 'ratelimited') return new SourceFault('throttled', `Slack asks for fewer requests of ${method}`);
  if (['channel_not_found', 'not_in_channel', 'user_not_found', 'thread_not_found'].includes(error)) {
    return new SourceFault('not_found', `Slack's ${method}: ${error}`);
  }
  return new SourceFault('refused', `Slack's ${method} refuses: ${error}`);
}
