import { adviceFor, type ChatError } from '../../web/client/chat-error';

/**
 * What went wrong, and what to do about it.
 *
 * @param models names of those that there are, asked for where another one has to be chosen
 * @param now milliseconds since the epoch
 */
export async function nextStep(
  error: ChatError,
  models: () => Promise<readonly string[]>,
  now: number,
): Promise<string> {
  const { title, advice, remedy } = adviceFor(error);
  const what = `${title} (${error.code}).`;
  if (error.retryAt !== undefined)
    return `${what} Try again in ${Math.max(1, Math.ceil((error.retryAt - now) / 1000))} s.`;
  const names = remedy === 'choose-model' ? await models().catch(() => []) : [];
  return names.length > 0 ? `${what} ${advice} There are ${names.join(', ')}.` : `${what} ${advice}`;
}
