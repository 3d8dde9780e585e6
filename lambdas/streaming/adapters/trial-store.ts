import { BatchGetCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { type Trial, trialSchema } from '../domain/cascade/trial-result';
import { policyKey } from './case-items';

/** The latest trial of an organisation's draft, beside the draft. */
export function createTrialStore(document: DynamoDBDocumentClient, TableName: string) {
  const keyOf = (org: string) => ({ ...policyKey(org), sk: 'trial' });
  return {
    async put(org: string, trial: Trial): Promise<void> {
      await document.send(new PutCommand({ TableName, Item: { ...keyOf(org), ...trial } }));
    },

    async latest(org: string): Promise<Trial | undefined> {
      const RequestItems = { [TableName]: { Keys: [keyOf(org)], ConsistentRead: true } };
      const { Responses } = await document.send(new BatchGetCommand({ RequestItems }));
      const [found] = Responses?.[TableName] ?? [];
      return found && trialSchema.parse(found);
    },
  };
}
export type TrialStore = ReturnType<typeof createTrialStore>;
