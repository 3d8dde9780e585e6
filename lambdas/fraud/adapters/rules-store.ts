import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { type RuleSet, ruleSetSchema } from '../domain/rules/rule';
import { rulesKey } from './decision-items';

/** The rules that hold for an organisation; undefined until it has its own. */
export const createRulesStore = (document: DynamoDBDocumentClient, TableName: string) => ({
  async current(org: string): Promise<RuleSet | undefined> {
    const { Item } = await document.send(new GetCommand({ TableName, Key: rulesKey(org) }));
    return Item && ruleSetSchema.parse({ version: Item.version, rules: Item.rules });
  },
});
export type RulesStore = ReturnType<typeof createRulesStore>;
