import type { Logger } from '../shared/logger';
import type { Metrics } from '../shared/metrics';
import type { ReindexReport } from './reindexing';

/** Tells log and metrics how a reindexing goes. */
export function reindexReport(logger: Pick<Logger, 'info' | 'error'>, metrics: Pick<Metrics, 'add'>): ReindexReport {
  return {
    walked: ({ after: _after, ...pass }) => logger.info('Reindexing: documents looked at in this pass', pass),
    copied({ chunks }) {
      metrics.add('DocumentsReindexed', 'Count', 1);
      metrics.add('ChunksReindexed', 'Count', chunks);
    },
    superseded: ({ index }) => logger.info('Reindexing ends: another index is to answer', { index }),
    switched: (from, to) => logger.info('Reindexing is done: another index answers', { from: from.name, to: to.name }),
    givenUp({ index, round, documents, missing }) {
      metrics.add('ReindexingsGivenUp', 'Count', 1);
      const message = 'Reindexing is given up: the index still lacks documents, and the former one goes on answering';
      logger.error(message, { index, round, documents, missing });
    },
  };
}
