import assert from 'node:assert/strict';
import OpenAI from 'openai';
import { readBrake, releaseBrake } from '../../../brake/brake-control';
import type { PlatformTable } from '../../../operator/platform-table';
import { accountId } from '../../resource-identity';
import { askAndWait, connectAs, finished, newId, submit } from '../answer';
import { platformTable } from '../platform-table';
import type { StepGroup, TourContext } from '../step';
import { refused } from './openai-client';

/** A budget, and the topic that it tells and that a function listens to. */
function budgetAndTopic({ laptop }: TourContext): { readonly sourceArn: string; readonly topicArn: string } {
  const { resources } = laptop.core;
  const heard = resources
    .ofType('AWS::SNS::Subscription')
    .filter(({ properties }) => properties.Protocol === 'lambda')
    .map(({ properties }) => String(properties.TopicArn));
  for (const { properties } of resources.ofType('AWS::Budgets::Budget')) {
    const told = JSON.stringify(properties.NotificationsWithSubscribers);
    const topicArn = heard.find((arn) => told.includes(arn));
    const { BudgetName = '' } = properties.Budget as { BudgetName?: string };
    if (topicArn) return { topicArn, sourceArn: `arn:aws:budgets::${accountId}:budget/${BudgetName}` };
  }
  throw new Error('no budget tells a topic that a function listens to');
}

async function waitForBrake(table: PlatformTable, signal: AbortSignal): Promise<void> {
  const over = AbortSignal.any([signal, AbortSignal.timeout(10_000)]);
  while (!(await readBrake(table, Date.now()))) if (over.aborted) throw new Error('the brake was not set');
}

export const brake: StepGroup = {
  name: 'cost brake',
  needs: 'ChatApiUrl',
  steps: [
    {
      name: 'a budget passed its limit: answers are refused until the brake is released',
      async run(context) {
        const { laptop, apiUrl, signal, token } = context;
        const { functions } = laptop.core;
        const table = platformTable(laptop);
        const client = new OpenAI({ baseURL: `${apiUrl}/v1`, apiKey: token('alice'), maxRetries: 0 });
        const complete = () =>
          client.chat.completions.create({ model: 'nova-lite', messages: [{ role: 'user', content: 'hi' }] });
        const socket = await connectAs(context, 'alice');
        // Handlers remember the brake for 30 seconds; a new process of theirs looks at once.
        await functions.recycle();
        const { conversationId } = await askAndWait(socket, 'before the brake');
        // The second is accepted now, and its turn comes when the first has ended.
        const first = await submit(socket, 'count to 600 [[slow]]', { conversationId });
        await socket.next('delta', ({ type, clientMessageId: id }) => type === 'delta' && id === first.clientMessageId);
        const second = await submit(socket, 'accepted before the brake', { conversationId });
        try {
          const { sourceArn, topicArn } = budgetAndTopic(context);
          await laptop.publish({ service: 'budgets.amazonaws.com', sourceArn }, topicArn, {
            subject: 'AWS Budgets: limit passed',
            text: 'The budget has passed its limit',
          });
          await waitForBrake(table, signal);
          await functions.recycle(workerOf(context));
          socket.send({ action: 'stop', ...first });
          assert.equal((await finished(socket, first.clientMessageId)).end.finishReason, 'stopped');
          assert.equal((await finished(socket, second.clientMessageId)).end.code, 'budget_exhausted');
          await functions.recycle();
          const send = { action: 'send', clientMessageId: newId(), text: 'one more' };
          assert.equal((await socket.ask(send, 'refusal')).code, 'budget_exhausted');
          await refused(complete(), 503, 'budget_exhausted');
        } finally {
          // A delivery that is still being tried would set the brake again.
          await laptop.core.engines.sns.settled();
          await releaseBrake(table);
          await functions.recycle();
        }
        assert.equal((await askAndWait(socket, 'after the brake')).end.type, 'done');
        await complete();
        await socket.close();
        return 'budget_exhausted on both transports, then answers again';
      },
    },
  ],
};

/** The function that the queues are worked off by. */
function workerOf({ laptop }: TourContext): string {
  const source = laptop.core.eventSourceStats().find(({ sourceArn }) => /Paid/.test(sourceArn));
  if (!source) throw new Error('no function reads the queue of paid messages');
  return source.functionName;
}
