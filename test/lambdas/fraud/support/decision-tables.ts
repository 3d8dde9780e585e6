import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDecisionStore } from '../../../../lambdas/fraud/adapters/decision-store';
import { startLocalServices } from '../../../tools/local/engines/local-services';

const key = (AttributeName: string, KeyType: 'HASH' | 'RANGE') => ({ AttributeName, KeyType });

const reviews = {
  IndexName: 'Reviews',
  KeySchema: [key('queueOf', 'HASH'), key('queueSort', 'RANGE')],
  Projection: { ProjectionType: 'KEYS_ONLY' },
};

const sample = {
  IndexName: 'Sample',
  KeySchema: [key('sampleOf', 'HASH'), key('sampleSort', 'RANGE')],
  Projection: { ProjectionType: 'ALL' },
};

const watch = {
  IndexName: 'Watch',
  KeySchema: [key('watchOf', 'HASH'), key('watchSort', 'RANGE')],
  Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['decisionId', 'decision', 'body', 'features'] },
};

const told = {
  IndexName: 'Told',
  KeySchema: [key('toldIn', 'HASH'), key('toldAs', 'RANGE')],
  Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['digest'] },
};

/** What a call to the tables answers instead of going there; undefined lets it go. */
export type Interception = (command: string, input: unknown) => unknown;

/** Both tables on the laptop's engine, which has transactions. Calls are counted by their names. */
export async function startDecisionTables(now: () => number = Date.now) {
  const local = await startLocalServices();
  for (const [ref, keys, indexes] of [
    ['decisions', [key('pk', 'HASH'), key('sk', 'RANGE')], [reviews, sample, watch, told]],
    ['histories', [key('pk', 'HASH')], []],
  ] as const) {
    const named = [...keys, ...indexes.flatMap(({ KeySchema }) => KeySchema)];
    await local.create({
      type: 'AWS::DynamoDB::Table',
      ref,
      properties: {
        AttributeDefinitions: named.map(({ AttributeName }) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: keys,
        ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes }),
      },
    });
  }
  const document = DynamoDBDocumentClient.from(new DynamoDBClient(local.client), {
    marshallOptions: { removeUndefinedValues: true },
  });
  const calls: string[] = [];
  const between: { intercept?: Interception } = {};
  document.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        calls.push(commandName);
        const output = between.intercept?.(commandName, args.input);
        if (output instanceof Error) throw output;
        return output === undefined ? next(args) : { output: output as never, response: undefined };
      },
    { step: 'initialize', priority: 'high' },
  );
  return {
    ...{ document, calls, between },
    store: createDecisionStore({
      document,
      decisionsTable: 'decisions',
      historiesTable: 'histories',
      decisionDays: 30,
      sampleShare: 1,
      now,
    }),
    async stop() {
      document.destroy();
      await local.stop();
    },
  };
}
export type DecisionTables = Awaited<ReturnType<typeof startDecisionTables>>;
