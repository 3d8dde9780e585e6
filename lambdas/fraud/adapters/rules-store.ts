import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { type AuthoredRules, authoredRules } from '../domain/api/rules';
import { draftKey, rulesKey, rulesVersionKey } from './decision-items';

/** Rules of organisations in DynamoDB: those that hold, one draft, and every version that ever held. */
export const createRulesStore = (document: DynamoDBDocumentClient, TableName: string) => ({
  /** The rules that hold; undefined until there are own ones. */
  async current(org: string): Promise<AuthoredRules | undefined> {
    const { Item } = await document.send(new GetCommand({ TableName, Key: rulesKey(org) }));
    return Item && authoredRules.parse(Item);
  },

  async both(org: string): Promise<{ readonly current?: AuthoredRules; readonly draft?: AuthoredRules }> {
    const RequestItems = { [TableName]: { Keys: [rulesKey(org), draftKey(org)], ConsistentRead: true } };
    const { Responses } = await document.send(new BatchGetCommand({ RequestItems }));
    const found = (sk: string) => Responses?.[TableName]?.find((item) => item.sk === sk);
    const [current, draft] = [found('current'), found('draft')];
    return {
      ...(current && { current: authoredRules.parse(current) }),
      ...(draft && { draft: authoredRules.parse(draft) }),
    };
  },

  /** A version that holds or once held; version 0 is in no table. */
  async version(org: string, version: number): Promise<AuthoredRules | undefined> {
    const RequestItems = { [TableName]: { Keys: [rulesVersionKey(org, version)] } };
    const { Responses } = await document.send(new BatchGetCommand({ RequestItems }));
    const [found] = Responses?.[TableName] ?? [];
    return found && authoredRules.parse(found);
  },

  /** A draft takes the place of the one before. */
  async putDraft(org: string, rules: AuthoredRules): Promise<void> {
    await document.send(new PutCommand({ TableName, Item: { ...draftKey(org), ...rules } }));
  },

  /**
   * Lets a draft hold, unless another version holds by now, or another draft is there.
   *
   * @param before version that held when the draft was written; 0 for the default rules
   */
  async approve(org: string, rules: AuthoredRules, before: number): Promise<boolean> {
    const ExpressionAttributeNames = { '#version': 'version' };
    const command = new TransactWriteCommand({
      TransactItems: [
        {
          Put: {
            TableName,
            Item: { ...rulesKey(org), ...rules },
            ConditionExpression: before === 0 ? 'attribute_not_exists(pk)' : '#version = :before',
            ...(before > 0 && { ExpressionAttributeNames, ExpressionAttributeValues: { ':before': before } }),
          },
        },
        { Put: { TableName, Item: { ...rulesVersionKey(org, rules.version), ...rules } } },
        {
          Delete: {
            TableName,
            Key: draftKey(org),
            ConditionExpression: '#version = :version AND writtenAt = :writtenAt',
            ExpressionAttributeNames,
            ExpressionAttributeValues: { ':version': rules.version, ':writtenAt': rules.writtenAt },
          },
        },
      ],
    });
    try {
      await document.send(command);
      return true;
    } catch (error) {
      if (error instanceof TransactionCanceledException) return false;
      throw error;
    }
  },
});
export type RulesStore = ReturnType<typeof createRulesStore>;
