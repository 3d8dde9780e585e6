import middy from '@middy/core';
import type { SNSEvent } from 'aws-lambda';
import { brakeFrom } from '../shared/domain/brake';
import type { Logger } from '../shared/logger';
import { logContext } from '../shared/middleware/log-context';
import type { BrakeStore } from '../shared/stores/brake-store';
import { brakeStore, logger } from './deps';

export interface ApplyBrakeDeps {
  readonly brake: Pick<BrakeStore, 'set'>;
  readonly logger: Pick<Logger, 'warn'>;
}

/**
 * Sets the brake when the stage's budget tells the topic that its hard limit is passed. The brake counts from the
 * notification's own time, so one delivered late or twice does not reach into the next month.
 */
export function createApplyBrake({ brake, logger }: ApplyBrakeDeps) {
  return async (event: SNSEvent): Promise<void> => {
    for (const { Sns } of event.Records) {
      const item = brakeFrom(Sns.Subject ?? 'AWS Budgets: hard limit passed', new Date(Sns.Timestamp));
      await brake.set(item);
      logger.warn('Cost brake set', { reason: item.reason, until: new Date(item.expiresAt * 1000).toISOString() });
    }
  };
}

export const handler = middy<SNSEvent, void>()
  .use(logContext(logger))
  .handler(createApplyBrake({ brake: brakeStore(), logger }));
