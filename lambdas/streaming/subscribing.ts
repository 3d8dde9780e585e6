import type { Principal } from '../shared/domain/principal';
import { fewAtOnce } from '../shared/few-at-once';
import type { LiveConnections } from './adapters/live-connections';
import type { LiveSink } from './adapters/live-sink';
import type { SendTicks } from './adapters/live-ticks';
import type { ClientFrame, LiveErrorCode, LiveFrame } from './domain/api/live';
import { mayWatch } from './domain/live/permission';
import { topicOf } from './domain/live/topic';
import { currentView, type ViewDeps } from './live-view';

/** Topics that are subscribed to at a time. */
const AT_ONCE = 5;

export interface SubscribingDeps extends ViewDeps {
  readonly connections: Pick<LiveConnections, 'give' | 'subscribe' | 'topicsOf'>;
  readonly sink: Pick<LiveSink, 'send'>;
  readonly tick: SendTicks;
  readonly mostTopics: number;
}

type Refused = LiveFrame['subscribed']['refused'][number];

/** Subscribes to the topics that the principal may watch, sends what each shows unless that was seen, and says which were refused and why. */
export async function subscribe(
  deps: SubscribingDeps,
  connectionId: string,
  principal: Principal,
  { topics, resume = {} }: ClientFrame['subscribe'],
): Promise<LiveFrame['subscribed']> {
  const known = new Set(await deps.connections.topicsOf(connectionId));
  const refused: Refused[] = [];
  const taken: string[] = [];
  for (const topic of new Set(topics)) {
    const refusal = refusalOf(principal, topic) ?? (has(known, topic, deps.mostTopics) ? undefined : tooMany(deps));
    if (refusal) refused.push({ topic, ...refusal });
    else taken.push(topic);
    if (!refusal) known.add(topic);
  }
  await fewAtOnce(taken, AT_ONCE, undefined, (topic) => begin(deps, connectionId, principal, topic, resume[topic]));
  return { type: 'subscribed', topics: taken, refused };
}

const has = (known: ReadonlySet<string>, topic: string, most: number) => known.has(topic) || known.size < most;

type Refusal = { readonly code: LiveErrorCode; readonly message: string };

const tooMany = ({ mostTopics }: SubscribingDeps): Refusal => ({
  code: 'too_many_topics',
  message: `A connection has ${mostTopics} topics at most; unsubscribe from some`,
});

function refusalOf(principal: Principal, name: string): Refusal | undefined {
  const topic = topicOf(name);
  if (!topic)
    return {
      code: 'unknown_topic',
      message: 'There are trending:<ranking>, together:<item>, features:<kind>:<id>, throughput and verdicts',
    };
  if (!mayWatch(principal, topic)) return { code: 'forbidden_topic', message: 'This topic is not for you' };
  return undefined;
}

/** First watches and then looks, so that no change falls in between. */
async function begin(
  deps: SubscribingDeps,
  connectionId: string,
  principal: Principal,
  topic: string,
  seen: string | undefined,
): Promise<void> {
  const of = { org: principal.org, topic };
  const published = await deps.topics.published(of);
  await deps.connections.subscribe(connectionId, principal, topic, published?.seq ?? 0);
  const { frame, isNew } = await currentView(deps, of);
  // The others have not got it.
  if (isNew) await deps.tick([of]);
  const had = frame.cursor === seen;
  if (!had) await deps.sink.send(connectionId, frame);
  await deps.connections.give(connectionId, of, frame.seq, had);
}
