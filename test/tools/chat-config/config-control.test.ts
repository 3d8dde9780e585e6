import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { defaultChatConfig } from '../../../lambdas/chat/domain/chat-config';
import {
  applyConfig,
  configHistory,
  currentConfig,
  defaultConfigOf,
  parseConfig,
  rollBackConfig,
} from '../../../tools/chat-config/config-control';
import type { PlatformTable } from '../../../tools/operator/platform-table';
import { type LocalServices, startLocalServices } from '../local/engines/local-services';

const config = defaultChatConfig([
  { id: 'm', bedrockModelId: 'b.m', prices: { inputPerMTok: 1, outputPerMTok: 1, cachedPerMTok: 0 } },
]);
const now = new Date('2026-11-21T00:00:00Z');

let local: LocalServices;
let table: PlatformTable;
beforeAll(async () => {
  local = await startLocalServices();
  await local.create({
    type: 'AWS::DynamoDB::Table',
    ref: 'platform',
    properties: {
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    },
  });
  const document = DynamoDBDocumentClient.from(new DynamoDBClient(local.client), {
    marshallOptions: { removeUndefinedValues: true },
  });
  table = { document, tableName: 'platform' };
});
afterAll(async () => {
  table.document.destroy();
  await local.stop();
});

test('each change is a version; of two made at once one is told to look again', async () => {
  expect(await currentConfig(table)).toBeUndefined();
  const tighter = { ...config, tools: { enabled: [], fetchAllowList: [] } };
  await applyConfig(table, config, { now, note: 'first' });
  const outcomes = await Promise.allSettled([
    applyConfig(table, tighter, { now }),
    applyConfig(table, tighter, { now }),
  ]);
  const refused = outcomes.filter(({ status }) => status === 'rejected');
  expect(refused.length).toBeLessThanOrEqual(1);
  const { version = 0 } = (await currentConfig(table)) ?? {};
  expect(version).toBe(3 - refused.length);
  expect((await currentConfig(table))?.document).toEqual(tighter);

  await rollBackConfig(table, 1, now);
  expect((await currentConfig(table))?.document).toEqual(config);
  const history = await configHistory(table);
  expect(history.map((each) => each.version)).toEqual(
    Array.from({ length: version + 1 }, (_, index) => version + 1 - index),
  );
  expect(history[0]?.note).toBe('version 1 again');
  await expect(rollBackConfig(table, 99, now)).rejects.toThrow('There is no version 99');
});

test.each([
  ['(', /rule r is no pattern/],
  ['(a)\\1', /rule r is no pattern.*\\1/],
  ['(?=a)b', /rule r is no pattern/],
  ['(a{1000}){1000}', /rule r is no pattern.*repeat/],
  ['((a?){30}){30}b', /rule r compiles to \d+ instructions/],
  ['x*', /rule r matches the empty text/],
])('the pattern %s is refused with its rule and the reason', async (pattern, problem) => {
  const rules = [{ name: 'r', pattern, reason: 'r', appliesTo: ['input' as const] }];
  const document = { ...config, moderation: { rules } };
  expect(() => parseConfig(JSON.stringify(document))).toThrow(problem);
  await expect(applyConfig(table, document, { now })).rejects.toThrow(problem);
});

test('a document that is not valid is refused with the names of what is wrong', () => {
  expect(() => parseConfig(JSON.stringify({ ...config, tiers: { free: config.tiers.free } }))).toThrow(/tiers\.paid/);
});

test('what holds without a stored document keeps all that a stage says of its models', () => {
  const model = {
    id: 'own',
    bedrockModelId: 'own',
    contextTokens: 8_000,
    maxOutputTokens: 1_000,
    endpoint: { endpointName: 'dev-chat', inferenceComponentName: 'dev-chat' },
    tiers: ['paid'],
    tools: false,
    prices: { inputPerMTok: 1, outputPerMTok: 1, cachedPerMTok: 0 },
  };
  const promptCaching = { minTokens: 1_000, maxTokens: 20_000 };
  const { endpoint: _, ...hosted } = { ...model, id: 'hosted', promptCaching };
  const { pools } = defaultConfigOf(JSON.stringify([model, hosted]));
  expect(pools).toMatchObject([
    { tiers: ['paid'], targets: [{ kind: 'sagemaker', ...model.endpoint, tools: false }] },
    { tiers: ['paid'], targets: [{ kind: 'bedrock', promptCaching, tools: false }] },
  ]);
});
