import { Logger } from '@aws-lambda-powertools/logger';
import { redact } from './redact';

/**
 * A structured logger that cannot print credentials or message text: every value passes `redact` on its way out.
 *
 * @param service the design's name, such as `chat`
 */
export const createLogger = (service: string): Logger => new Logger({ serviceName: service, jsonReplacerFn: redact });

export type { Logger };
