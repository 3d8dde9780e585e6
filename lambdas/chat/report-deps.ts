import { once } from '../shared/deps';
import type { AnswerReport, AnswerReportDeps } from './answer-report';

/** Loaded with the first answer that ends: none waits for it. */
export function answerReport(deps: AnswerReportDeps): AnswerReport {
  const loaded = once(async () => (await import('./answer-report')).createAnswerReport(deps));
  return async (answer) => (await loaded())(answer);
}
