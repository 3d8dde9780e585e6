import type { LatestVerdicts } from './adapters/latest-verdicts';
import { cursorOf } from './adapters/live-items';
import type { LiveRates } from './adapters/live-rates';
import type { LiveTopics } from './adapters/live-topics';
import type { ReadEntity } from './adapters/part-reader';
import type { LiveFrame, ViewData } from './domain/api/live';
import { featureValues } from './domain/features/values';
import { advance, type Publication } from './domain/live/publication';
import { type Topic, topicOf } from './domain/live/topic';
import type { OrgTopic } from './domain/live/topic-key';
import { type ListReader, listsOf, topOf } from './domain/rankings/top';

/** Items that a view of a ranking names. */
const MOST_ITEMS = 10;
const MOST_ATTEMPTS = 4;

export interface ViewDeps {
  readonly lists: ListReader;
  readonly read: ReadEntity;
  readonly rates: Pick<LiveRates, 'read'>;
  readonly verdicts: LatestVerdicts;
  readonly topics: Pick<LiveTopics, 'published' | 'publish'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** A view as it was published, and whether it was now. */
export interface CurrentView {
  readonly frame: LiveFrame['view'];
  readonly publication: Publication;
  readonly isNew: boolean;
}

/**
 * What a topic shows now. Where that is another than what was last published, it is published with this: so a seq and a cursor stand for the
 * same view, whoever made it.
 *
 * @throws Error where others published all the time, or the topic is none
 */
export async function currentView(deps: ViewDeps, of: OrgTopic): Promise<CurrentView> {
  const topic = topicOf(of.topic);
  if (!topic) throw new Error(`There is no topic ${of.topic}`);
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const before = await deps.topics.published(of);
    const data = await dataOf(deps, of.org, topic);
    const cursor = cursorOf(data);
    const now = deps.now();
    const after = advance(before, cursor, now);
    const publication = after ?? before;
    if (publication && (!after || (await deps.topics.publish(of, before, after)))) {
      const at = new Date(now).toISOString();
      const frame = { type: 'view', topic: of.topic, seq: publication.seq, cursor, at, data } as const;
      return { frame, publication, isNew: after !== undefined };
    }
  }
  throw new Error(`Others published ${of.topic} ${MOST_ATTEMPTS} times`);
}

async function dataOf({ lists, read, rates, verdicts, now }: ViewDeps, org: string, topic: Topic): Promise<ViewData> {
  switch (topic.kind) {
    case 'trending':
      return topOf(listsOf(org, topic.ranking, now()), MOST_ITEMS, lists);
    case 'together':
      return topOf(listsOf(org, topic.ranking, now(), topic.item), MOST_ITEMS, lists);
    case 'features':
      return { features: featureValues(topic.entity.kind, await read(org, topic.entity), now()) };
    case 'throughput':
      return { seconds: await rates.read(org) };
    case 'verdicts':
      return { verdicts: await verdicts(org) };
  }
}
