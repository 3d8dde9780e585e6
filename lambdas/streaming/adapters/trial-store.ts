import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '../../shared/stores/batch-get';
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
      const [found] = (await batchGet(document, { [TableName]: [keyOf(org)] }))(TableName);
      return found && trialSchema.parse(found);
    },
  };
}
export type TrialStore = ReturnType<typeof createTrialStore>;
