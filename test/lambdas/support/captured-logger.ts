import { createLogger } from '../../../lambdas/shared/logger';

/** The handlers' own logger, with what it prints kept. */
export function capturedLogger() {
  const lines: string[] = [];
  const logger = createLogger('test', { level: 'DEBUG', print: (line) => void lines.push(line) });
  return { logger, lines };
}
