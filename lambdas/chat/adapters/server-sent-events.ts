/** Marks the end of a stream in OpenAI's protocol. */
export const DONE = '[DONE]';

/**
 * The data of each server-sent event of a stream whose bytes come in parts that end anywhere, be it inside of a character.
 * Comments and fields other than `data` say nothing here.
 */
export async function* serverSentEvents(parts: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const part of parts) {
    const events = (rest + decoder.decode(part, { stream: true })).replaceAll('\r\n', '\n').split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) yield* dataOf(event);
  }
  yield* dataOf(rest + decoder.decode());
}

function* dataOf(event: string): Generator<string> {
  const lines = event.split(/\r?\n/).filter((line) => line.startsWith('data:'));
  if (lines.length > 0) yield lines.map((line) => line.slice('data:'.length).replace(/^ /, '')).join('\n');
}
