import assert from 'node:assert/strict';
import OpenAI from 'openai';
import { askAndWait, connectAs } from '../answer';
import type { StepGroup, TourContext } from '../step';
import { historyOf } from './conversation';
import { balancesOf } from './usage';

const asked = 'nova-lite';

/** The SDK itself tries a refused request twice. */
const throttleOnce = ({ laptop }: TourContext) =>
  laptop.core.engines.bedrock.failNext({ code: 'ThrottlingException', modelId: asked, times: 2 });

const breakOff = ({ laptop }: TourContext) =>
  laptop.core.engines.bedrock.failNext({ code: 'ModelStreamErrorException', modelId: asked, afterWords: 20 });

/** Every number up to `last`, once and in order. */
function assertCounted(text: string, last: number): void {
  const [, numbers = ''] = /Counting: ([\d, ]+)\.$/.exec(text) ?? [];
  const expected = Array.from({ length: last }, (_, index) => String(index + 1));
  assert.deepEqual(numbers.split(', '), expected, `not one whole answer: ${text}`);
}

async function streamed({ apiUrl, token, signal }: TourContext, content: string): Promise<string> {
  const client = new OpenAI({ baseURL: `${apiUrl}/v1`, apiKey: token('alice'), maxRetries: 0, timeout: 15_000 });
  const request = { model: asked, messages: [{ role: 'user' as const, content }], stream: true as const };
  let text = '';
  for await (const { choices } of await client.chat.completions.create(request, { signal })) {
    text += choices[0]?.delta.content ?? '';
  }
  return text;
}

/** One entry in the ledger for each answer, however many models it took: entries are what a month's requests count. */
async function enteredOnceEach(context: TourContext, answers: number, run: () => Promise<void>): Promise<void> {
  const entries = async () => (await balancesOf(context, 'alice')).user.month.requests;
  const before = await entries();
  await run();
  assert.equal((await entries()) - before, answers, 'entries in the ledger');
}

export const failover: StepGroup = {
  name: 'failover',
  needs: 'ChatApiUrl',
  steps: [
    {
      name: 'a model that throttles is passed over for the next, before the first word',
      async run(context) {
        await enteredOnceEach(context, 2, async () => {
          const socket = await connectAs(context, 'alice');
          throttleOnce(context);
          const { text, end } = await askAndWait(socket, 'hello', { model: asked });
          assert.equal(end.type, 'done', JSON.stringify(end));
          assert.match(text, /stand-in for \S*nova-micro/);
          await socket.close();
          throttleOnce(context);
          assert.match(await streamed(context, 'hello'), /stand-in for \S*nova-micro/);
        });
        return `${asked} throttled, nova-micro answered, on both transports; one entry each in the ledger`;
      },
    },
    {
      name: 'a model that breaks off in its answer is continued by the next: one whole answer',
      async run(context) {
        await enteredOnceEach(context, 2, async () => {
          const socket = await connectAs(context, 'alice');
          breakOff(context);
          const { text, end, conversationId } = await askAndWait(socket, 'count to 60', { model: asked });
          assert.equal(end.type, 'done', JSON.stringify(end));
          assertCounted(text, 60);
          assert.equal(socket.frames.filter(({ type }) => type === 'start').length, 1, 'the answer began anew');
          await socket.close();
          const history = await historyOf(context, 'alice', conversationId);
          const answers = history.filter(({ role }) => role === 'assistant').map((answer) => answer.text);
          assert.deepEqual(answers, [text]);
          breakOff(context);
          assertCounted(await streamed(context, 'count to 60'), 60);
        });
        return 'broken after 20 words, whole on both transports; one entry each in the ledger';
      },
    },
  ],
};
