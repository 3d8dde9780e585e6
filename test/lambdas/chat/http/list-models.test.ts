import '../support/environment';
import { handler } from '../../../../lambdas/chat/list-models.handler';
import { invoke } from '../../support/context';
import { alice } from '../../support/principals';
import { httpEvent } from './support/event';

it("lists the stage's models in OpenAI's shape", async () => {
  const { statusCode, body } = (await invoke(handler, httpEvent())) as { statusCode: number; body: string };
  expect(statusCode).toBe(200);
  expect(JSON.parse(body)).toEqual({
    object: 'list',
    data: [{ id: 'small', object: 'model', created: 0, owned_by: 'bedrock' }],
  });
});

it("refuses a credential that has ended, in OpenAI's shape", async () => {
  const response = await invoke(handler, httpEvent({}, { ...alice, expiresAt: 1 }));
  expect(response).toMatchObject({ statusCode: 401 });
  expect(JSON.parse((response as { body: string }).body).error).toMatchObject({
    type: 'authentication_error',
    code: 'token_expired',
  });
});
