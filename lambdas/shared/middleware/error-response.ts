import type { MiddlewareObj } from '@middy/core';
import type { Logger } from '../logger';

/**
 * Turns what nobody expected into the transport's own error answer and logs it; the caller is told no more than that it happened.
 * Expected failures are answers of the handler and never come here.
 *
 * @param render the answer for this transport: a problem, an OpenAI error or a frame
 */
export function errorResponse<Event, Response>(
  logger: Logger,
  render: (event: Event) => Response,
): MiddlewareObj<Event, Response> {
  return {
    onError: ({ event, error }) => {
      logger.error('Request failed', error ?? new Error('unknown'));
      return render(event);
    },
  };
}
