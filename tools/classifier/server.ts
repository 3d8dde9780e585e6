import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Scores } from '../../models/moderation/classifier/classifier';

/** Bytes of a question: more than the longest text that tier 1 leaves open. */
const MOST_BYTES = 200_000;

const question = z.object({ text: z.string() });

/**
 * A container for SageMaker: `GET /ping` says that it can be asked, `POST /invocations` takes `{ "text": ... }` and answers
 * `{ "scores": { <category>: 0 to 1 } }`, without any where it has nothing to say. 400 for another question, 413 for one that is too long.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html
 */
export function classifierServer(scoresOf: (text: string) => Promise<Scores>): Server {
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'GET' && request.url === '/ping') return say(response, 200, {});
    if (request.method !== 'POST' || request.url !== '/invocations') return say(response, 404, { error: 'not found' });
    const body = await bodyOf(request);
    if (body === undefined) return say(response, 413, { error: `a question has at most ${MOST_BYTES} bytes` });
    const asked = question.safeParse(jsonOf(body));
    if (!asked.success) return say(response, 400, { error: 'expected { "text": a string } as JSON' });
    say(response, 200, { scores: await scoresOf(asked.data.text) });
  }

  return createServer((request, response) => {
    answer(request, response).catch(() => say(response, 500, { error: 'the text could not be read' }));
  });
}

function say(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes <= MOST_BYTES) pieces.push(piece);
  }
  return bytes > MOST_BYTES ? undefined : Buffer.concat(pieces).toString('utf8');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
