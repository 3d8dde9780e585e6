import * as z from 'zod/mini';
import type { Acl } from '../domain/access';
import { type Connector, type Inventory, readCursor, SourceFault, type Step } from './connector';
import type { Http } from './http';
import { type AclMapper, type ExternalUser, type Grant, revisionOf } from './identity';
import type { SourceOf } from './settings';
import { type Channel, createSlackApi, type Message, type Person, type SlackApi } from './slack-api';
import { type Conversation, dayOf, dayToMarkdown, peopleIn } from './slack-text';

const cursorSchema = z.object({
  /** Begin of the last run that came to its end: milliseconds since the epoch. */
  since: z.optional(z.number()),
  /** Of the run that is under way. */
  run: z.optional(
    z.object({
      startedAt: z.number(),
      channel: z.string(),
      /** Seconds since the epoch up to which the channel is read; undefined when it is done. */
      upTo: z.optional(z.number()),
    }),
  ),
});
type Cursor = z.infer<typeof cursorSchema>;

export interface SlackDeps {
  readonly http: Http;
  readonly mapper: AclMapper;
  readonly inventory: Inventory;
  readonly now: () => number;
}

const DAY = 86_400;
/** Days that are read, and stored, before the next ones are asked for. */
const SPAN_DAYS = 7;
/** What says that somebody came or went. */
const noise = new Set([
  'channel_join',
  'channel_leave',
  'channel_topic',
  'channel_purpose',
  'channel_name',
  'bot_add',
  'bot_remove',
]);

/**
 * Channels of Slack that the app is in: each day of a channel is a document, with the threads that began on it. A run reads the last
 * `lookBackDays` again, where answers, edits and deletions show; what is older stays as it was brought. Permissions of all days
 * follow those who are in the channel now, in every run; a channel that the app does not see any more is taken out.
 */
export function createSlack(source: SourceOf<'slack'>, deps: SlackDeps): Connector {
  const api = createSlackApi(deps.http, source.secretId);
  return {
    async *changes(kept, signal) {
      const cursor = readCursor(cursorSchema, kept) ?? {};
      const startedAt = cursor.run?.startedAt ?? deps.now();
      const run: Run = { source, deps, api, signal, startedAt, since: cursor.since, people: createPeople(api, signal) };
      const channels = await channelsOf(run);
      yield* unseen(run, new Set(channels.map(({ id }) => id)));
      for (const channel of channels) {
        const { run: at } = cursor;
        const isDone = at && (channel.id < at.channel || (channel.id === at.channel && at.upTo === undefined));
        if (isDone) continue;
        yield* channelSteps(run, channel, at?.channel === channel.id ? at.upTo : undefined);
      }
      yield { kind: 'checkpoint', cursor: { since: startedAt } satisfies Cursor };
    },
  };
}

interface Run {
  readonly source: SourceOf<'slack'>;
  readonly deps: SlackDeps;
  readonly api: SlackApi;
  readonly signal: AbortSignal;
  readonly startedAt: number;
  readonly since: number | undefined;
  readonly people: (id: string) => Promise<Person | undefined>;
}

/** In the order of their ids, so that a run can go on after one of them. */
async function channelsOf({ api, signal }: Run): Promise<Channel[]> {
  const channels: Channel[] = [];
  for await (const channel of api.channels(signal)) if (channel.is_member) channels.push(channel);
  return channels.sort((a, b) => (a.id < b.id ? -1 : 1));
}

async function* unseen({ deps }: Run, seen: ReadonlySet<string>): AsyncIterable<Step> {
  for await (const { externalId } of deps.inventory.list()) {
    if (!seen.has(channelIn(externalId))) yield { kind: 'delete', externalId };
  }
}

const channelIn = (externalId: string): string => externalId.slice(0, externalId.indexOf('/'));

async function* channelSteps(run: Run, channel: Channel, upTo: number | undefined): AsyncIterable<Step> {
  const { deps, startedAt, since } = run;
  const acl = deps.mapper.acl(await grantOf(run, channel));
  // First of all, for it may take something away.
  let isKnown = false;
  for await (const { externalId } of deps.inventory.list(`${channel.id}/`)) {
    isKnown = true;
    yield { kind: 'permissions', externalId, acl };
  }
  const at = (position?: number): Step => ({
    kind: 'checkpoint',
    cursor: { since, run: { startedAt, channel: channel.id, upTo: position } } satisfies Cursor,
  });
  const end = Math.floor(startedAt / 1000) + 1;
  let from = upTo ?? firstDay(run, isKnown);
  // Kept before anything of it is stored: a channel of which something is known is not read from its beginning again.
  yield at(from);
  while (from < end) {
    const to = Math.min(from + SPAN_DAYS * DAY, end);
    yield* spanSteps(run, channel, acl, from, to);
    from = to;
    if (from < end) yield at(from);
  }
  yield at();
}

/** Seconds since the epoch at which a day begins. */
function firstDay({ source, startedAt, since }: Run, isKnown: boolean): number {
  const days = isKnown && since !== undefined ? source.lookBackDays : source.historyDays;
  const base = isKnown && since !== undefined ? since : startedAt;
  return Math.floor(base / 1000 / DAY - days) * DAY;
}

async function* spanSteps(run: Run, channel: Channel, acl: Acl, from: number, to: number): AsyncIterable<Step> {
  const days = await talksByDay(run, channel.id, from, to);
  for (const day of daysBetween(from, to)) {
    const talks = days.get(day);
    const externalId = `${channel.id}/${day}`;
    if (talks) yield await dayStep(run, channel, day, talks, acl);
    else if (await run.deps.inventory.find(externalId)) yield { kind: 'delete', externalId };
  }
}

/** What is said in a channel from one second to before another one, with threads, by the day on which it was begun. */
async function talksByDay(run: Run, channel: string, from: number, to: number): Promise<Map<string, Conversation[]>> {
  const days = new Map<string, Conversation[]>();
  for await (const message of run.api.history(channel, from, to, run.signal)) {
    // An answer that was sent to the channel as well stands in its thread.
    const isAnswer = message.thread_ts !== undefined && message.thread_ts !== message.ts;
    if (isAnswer || !message.text || noise.has(message.subtype ?? '')) continue;
    const day = dayOf(message.ts);
    const replies = message.reply_count ? await repliesOf(run, channel, message) : [];
    days.set(day, [...(days.get(day) ?? []), { message, replies }]);
  }
  return days;
}

function daysBetween(from: number, to: number): string[] {
  const days = new Set<string>();
  for (let second = from; second < to; second += DAY) days.add(dayOf(`${second}`));
  return [...days];
}

async function repliesOf({ api, signal }: Run, channel: string, message: Message): Promise<Message[]> {
  const replies: Message[] = [];
  for await (const reply of api.replies(channel, message.ts, signal)) if (reply.ts !== message.ts) replies.push(reply);
  return replies.sort((a, b) => Number(a.ts) - Number(b.ts));
}

async function dayStep(run: Run, channel: Channel, day: string, talks: Conversation[], acl: Acl): Promise<Step> {
  const names = new Map<string, string>();
  for (const id of peopleIn(talks)) {
    const person = await run.people(id);
    names.set(id, person?.profile?.display_name || person?.real_name || id);
  }
  const ordered = talks.toSorted((a, b) => Number(a.message.ts) - Number(b.message.ts));
  const text = dayToMarkdown(channel.name, day, ordered, (id) => names.get(id) ?? id);
  const times = ordered.flatMap(({ message, replies }) => [message, ...replies]).map(({ ts }) => Number(ts) * 1000);
  const first = ordered[0]?.message.ts.replace('.', '');
  const { workspaceUrl } = run.source;
  const body = new TextEncoder().encode(text);
  return {
    kind: 'upsert',
    externalId: `${channel.id}/${day}`,
    revision: revisionOf(body),
    title: `#${channel.name}, ${day}`,
    contentType: 'text/markdown',
    body,
    acl,
    link: workspaceUrl && `${new URL(workspaceUrl).origin}/archives/${channel.id}/p${first}`,
    modifiedAt: Math.floor(Math.max(...times)),
  };
}

async function grantOf(run: Run, { id, is_private }: Channel): Promise<Grant | undefined> {
  if (!is_private && run.source.publicChannels === 'everyone') return { users: [], groups: [], everyone: true };
  try {
    const users: ExternalUser[] = [];
    for await (const member of run.api.members(id, run.signal)) {
      const person = await run.people(member);
      if (person && !person.deleted && !person.is_bot) users.push({ id: member, email: person.profile?.email });
    }
    return { users, groups: [], everyone: false };
  } catch (error) {
    if (error instanceof SourceFault && error.code === 'not_found') return undefined;
    throw error;
  }
}

/** Asks for each person once; undefined for one who is not there. */
function createPeople(api: SlackApi, signal: AbortSignal): Run['people'] {
  const known = new Map<string, Person | undefined>();
  return async (id) => {
    if (known.has(id)) return known.get(id);
    const person = await api.person(id, signal).catch((error: unknown) => {
      if (error instanceof SourceFault && error.code === 'not_found') return undefined;
      throw error;
    });
    known.set(id, person);
    return person;
  };
}
