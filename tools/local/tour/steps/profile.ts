import assert from 'node:assert/strict';
import { askAndWait, connectAs } from '../answer';
import { assertError, type HttpAnswer, request } from '../http';
import type { StepGroup, TourContext } from '../step';

const path = '/v1/profile';

const read = (context: TourContext, user: string): Promise<HttpAnswer> =>
  request(context, 'GET', path, context.token(user));

/** Replaces a user's profile as the one whose tag is given. */
const replace = (context: TourContext, user: string, profile: object, tag?: string): Promise<HttpAnswer> =>
  request(context, 'PUT', path, context.token(user), profile, tag === undefined ? {} : { 'If-Match': tag });

const tagOf = ({ headers }: HttpAnswer): string => headers.get('etag') ?? '';

export const profile: StepGroup = {
  name: 'profile',
  needs: 'ChatApiUrl',
  steps: [
    {
      name: 'a user’s wishes reach the model, and the model that they prefer answers',
      async run(context) {
        const socket = await connectAs(context, 'carol');
        const before = (await askAndWait(socket, 'hello')).end;
        const none = await read(context, 'carol');
        const wishes = { preferredModel: 'nova-micro', instructions: 'Be brief, and call me Ann.' };
        const written = await replace(context, 'carol', wishes, tagOf(none));
        assert.equal(written.status, 200, JSON.stringify(written.body));
        try {
          const { end } = await askAndWait(socket, 'hello');
          assert.deepEqual([before.model, end.model], ['nova-lite', 'nova-micro']);
          const [without, withWishes] = [before.usage?.inputTokens ?? 0, end.usage?.inputTokens ?? 0];
          assert.ok(withWishes > without + 10, `the model read ${withWishes} tokens, and ${without} without wishes`);
          assertError(await replace(context, 'carol', {}, tagOf(none)), 412, 'precondition_failed');
          assertError(await replace(context, 'carol', {}), 428, 'precondition_required');
          assertError(await replace(context, 'carol', { tier: 'paid' }, tagOf(written)), 400, 'invalid_request');
          assert.deepEqual((await read(context, 'alice')).body, { keepText: true });
          return `${end.model} answered, and read ${withWishes - without} tokens of wishes`;
        } finally {
          assert.equal((await replace(context, 'carol', {}, tagOf(written))).status, 200);
          await socket.close();
        }
      },
    },
  ],
};
