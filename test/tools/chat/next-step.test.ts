import { nextStep } from '../../../tools/chat/next-step';

const models = async () => ['nova-lite', 'nova-pro'];
const error = (code: string, retryAt?: number) => ({
  code,
  message: 'as the service says it',
  ...(retryAt && { retryAt }),
});

test('of a model that there is not, those that there are are named', async () => {
  expect(await nextStep(error('model_not_found'), models, 0)).toContain('There are nova-lite, nova-pro.');
  const away = () => Promise.reject(new Error('away'));
  expect(await nextStep(error('model_not_found'), away, 0)).toMatch(/\(model_not_found\)\. Choose another model\.$/);
});

test('of a limit it is said when to come back', async () => {
  expect(await nextStep(error('rate_limited', 61_500), models, 60_000)).toMatch(
    /\(rate_limited\)\. Try again in 2 s\.$/,
  );
});
