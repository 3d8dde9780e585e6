import { fewAtOnce } from '../shared/few-at-once';
import type { Metrics } from '../shared/metrics';
import type { LiveConnections } from './adapters/live-connections';
import type { LiveSink } from './adapters/live-sink';
import type { LiveTopics, Watcher } from './adapters/live-topics';
import type { LiveErrorCode } from './domain/api/live';
import { isSlow, type Patience } from './domain/live/publication';
import { errorFrame } from './domain/live/read-frame';
import type { OrgTopic } from './domain/live/topic-key';
import { type CurrentView, currentView, type ViewDeps } from './live-view';

/** Frames that are on their way at a time. */
const AT_ONCE = 50;

export interface PublishingDeps extends ViewDeps {
  readonly topics: LiveTopics;
  readonly connections: Pick<LiveConnections, 'remove'>;
  readonly sink: LiveSink;
  readonly patience: Patience;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly metrics: Pick<Metrics, 'add'>;
  readonly onError: (error: unknown) => void;
}

type Sent = 'sent' | 'gone' | 'full' | 'dropped' | 'failed' | 'unreached';

const metricOf: Readonly<Record<Sent, string>> = {
  sent: 'LiveSent',
  gone: 'LiveGone',
  full: 'LiveFull',
  dropped: 'LiveDropped',
  failed: 'LiveFailed',
  unreached: 'LiveUnreached',
};

/**
 * Sends a topic's view to all who watch it, unless they have it. Who is too far behind is told and dropped; who could not be reached in time
 * gets the next one.
 *
 * @param until milliseconds since the epoch after which no further frame is begun
 * @throws Error where the view could not be read or noted; nothing was sent then
 */
export async function publish(deps: PublishingDeps, of: OrgTopic, until: number): Promise<void> {
  const askedAt = deps.now();
  const { watchers } = await deps.topics.audience(of);
  if (watchers.length === 0) return deps.topics.unwatch(of, askedAt);
  const view = await currentView(deps, of);
  if (!view.isNew && view.publication.delivered >= view.publication.seq) return;
  const { seq } = view.publication;
  const waiting = watchers.filter((watcher) => watcher.given < seq || isAhead(watcher, seq));
  const outcomes = await fewAtOnce(inTurn(waiting, deps.random()), AT_ONCE, undefined, async (watcher) =>
    deps.now() > until ? ('unreached' as const) : await serve(deps, of, watcher, view),
  );
  for (const outcome of outcomes) deps.metrics.add(metricOf[outcome], 'Count', 1);
  const missed = outcomes.some((outcome) => outcome === 'failed' || outcome === 'full' || outcome === 'unreached');
  if (!missed) await deps.topics.delivered(of, seq);
}

/** Whether what somebody has is of seqs from before these began anew, or never was: they would ignore what follows. */
const isAhead = ({ acked, given }: Watcher, seq: number): boolean => Math.max(acked, given) > seq;

/** From a place of chance on, so that nobody is always the last one. */
function inTurn(watchers: readonly Watcher[], chance: number): Watcher[] {
  const first = Math.floor(chance * watchers.length);
  return [...watchers.slice(first), ...watchers.slice(0, first)];
}

async function serve(deps: PublishingDeps, of: OrgTopic, watcher: Watcher, view: CurrentView): Promise<Sent> {
  const { connectionId, acked, expiresAt } = watcher;
  try {
    if (expiresAt * 1000 <= deps.now()) return await drop(deps, of, watcher, 'token_expired');
    if (isAhead(watcher, view.publication.seq) || isSlow(view.publication, acked, deps.patience, deps.now()))
      return await drop(deps, of, watcher, 'slow_consumer');
    const sent = await deps.sink.send(connectionId, view.frame);
    if (sent === 'gone') await forget(deps, of, connectionId);
    return sent;
  } catch (error) {
    deps.onError(error);
    return 'failed';
  }
}

const whys: Readonly<Record<'slow_consumer' | 'token_expired', string>> = {
  slow_consumer: 'Views were not acknowledged for too long; connect again and resume',
  token_expired: 'The credential of this connection has ended; connect with a new one and resume',
};

/** Says why and from where on to resume, and ends the connection. */
async function drop(
  deps: PublishingDeps,
  of: OrgTopic,
  { connectionId, cursor }: Watcher,
  code: LiveErrorCode & keyof typeof whys,
): Promise<'dropped'> {
  const resume = cursor === undefined ? {} : { resume: { [of.topic]: cursor } };
  await deps.sink.send(connectionId, errorFrame(code, whys[code], resume));
  await deps.sink.end(connectionId);
  await forget(deps, of, connectionId);
  return 'dropped';
}

async function forget({ topics, connections }: PublishingDeps, of: OrgTopic, connectionId: string): Promise<void> {
  await connections.remove(connectionId);
  // Also where the connection itself was forgotten before.
  await topics.removeWatcher(of, connectionId);
}
