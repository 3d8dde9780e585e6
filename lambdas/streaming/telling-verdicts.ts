import type { Logger } from '../shared/logger';
import type { AddVerdicts } from './adapters/add-verdicts';
import type { SendTicks } from './adapters/live-ticks';
import type { ModerationCase } from './domain/cascade/moderation-case';
import { topicKey } from './domain/live/topic-key';
import { toldVerdict } from './domain/live/verdict';
import type { Watching } from './watching';

export interface TellingVerdictsDeps {
  readonly watching: Watching;
  readonly tick: SendTicks;
  readonly add: AddVerdicts;
  readonly logger: Pick<Logger, 'warn'>;
}

/** Tells those who watch of cases that came to something. Never fails: a verdict holds whether anybody sees it or not. */
export type TellVerdicts = (cases: readonly ModerationCase[]) => Promise<void>;

const topic = 'verdicts';

export function createTellVerdicts({ watching, tick, add, logger }: TellingVerdictsDeps): TellVerdicts {
  return async (cases) => {
    try {
      if (cases.length === 0) return;
      const keys = await watching();
      const watched = [...Map.groupBy(cases, ({ content }) => content.org)].filter(([org]) =>
        keys.has(topicKey({ org, topic })),
      );
      await Promise.all(watched.map(([org, own]) => add(org, own.map(toldVerdict))));
      if (watched.length > 0) await tick(watched.map(([org]) => ({ org, topic })));
    } catch (error) {
      logger.warn('Those who watch could not be told of verdicts', error as Error);
    }
  };
}
