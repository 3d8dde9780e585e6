import type { ModelRequest } from './ports';
import { guessTokens } from './tokens';

/** What a model is told that is to go on with an answer which another one began. */
export const CONTINUE =
  'Your answer above was cut off. Continue it exactly where it ends, without repeating any of it and without a remark on this.';

/**
 * The request for the rest of an answer.
 *
 * @param said what was answered so far; blank text is as good as none
 * @param continues the model takes an unfinished answer as the beginning of its own
 */
export function continuationOf(request: ModelRequest, said: string, continues: boolean): ModelRequest {
  const text = said.trimEnd();
  if (text === '') return request;
  const messages = [...request.messages, { role: 'assistant' as const, text }];
  if (!continues) messages.push({ role: 'user', text: CONTINUE });
  return { ...request, messages, maxOutputTokens: Math.max(1, request.maxOutputTokens - guessTokens(said)) };
}
