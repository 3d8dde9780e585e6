import { createLogger } from '../../../lambdas/shared/logger';

/** The handlers' own logger, with what it prints kept. */
export function capturedLogger() {
  const lines: string[] = [];
  const logger = createLogger('test');
  // Whatever level the environment asks for.
  logger.setLogLevel('DEBUG');
  const keep = (line: string) => void lines.push(line);
  Object.assign(logger, { console: { debug: keep, info: keep, warn: keep, error: keep, log: keep, trace: keep } });
  return { logger, lines };
}
