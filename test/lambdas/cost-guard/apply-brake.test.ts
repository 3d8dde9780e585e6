import { createBrakeStore } from '../../../lambdas/shared/stores/brake-store';
import { invoke } from '../support/context';
import { type LocalTable, startTable } from '../support/table';

let table: LocalTable;
let handler: unknown;
const before = { ...process.env };
beforeAll(async () => {
  table = await startTable(['pk']);
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
    PLATFORM_TABLE_NAME: table.name,
    AWS_LAMBDA_LOG_LEVEL: 'FATAL',
  });
  handler = (await import('../../../lambdas/cost-guard/apply-brake.handler')).handler;
});
afterAll(async () => {
  process.env = before;
  await table.close();
});

const notification = (Timestamp: string, Subject?: string) => ({
  Records: [{ EventSource: 'aws:sns', Sns: { Timestamp, Subject, Message: 'AWS Budget Notification' } }],
});
const braked = () => createBrakeStore(table.document, table.name).read();

it('sets the brake until the month of the notification ends', async () => {
  await invoke(handler, notification('2026-02-10T08:00:00.000Z', 'AWS Budgets: dev has exceeded your alert threshold'));
  const item = await braked();
  const expiresAt = Date.UTC(2026, 2, 1) / 1000;
  const reason = 'AWS Budgets: dev has exceeded your alert threshold';
  expect(item).toEqual({ pk: 'BRAKE', reason, since: '2026-02-10T08:00:00.000Z', expiresAt, ttl: expiresAt });

  await invoke(handler, notification('2026-02-10T08:00:00.000Z', reason));
  expect(await braked()).toEqual(item);
});

it('needs no subject', async () => {
  await invoke(handler, notification('2026-03-10T08:00:00.000Z'));
  expect(await braked()).toMatchObject({ reason: 'AWS Budgets: hard limit passed' });
});

it('fails, so that the notification comes again, when it cannot', async () => {
  await expect(invoke(handler, notification('no time'))).rejects.toThrow();
});
