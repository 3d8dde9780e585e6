import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unlessRefused } from '../../shared/stores/conditional';
import { allowedBy, BUDGET_PARTS, type ModelBudget, monthOf } from '../domain/cascade/model-budget';
import { budgetKey } from './case-items';

export interface ModelCallsOptions {
  readonly document: DynamoDBDocumentClient;
  readonly table: string;
  readonly budget: ModelBudget;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** Where the calls of a month are counted, in parts. @default those of tier 3 */
  readonly keyOf?: typeof budgetKey;
}

/** Seconds for which a month's calls are kept: well beyond the month. */
const KEPT_SECONDS = 62 * 86_400;

/**
 * Takes calls out of the month's budget, each in one conditional write: of all who take at the same time, no more get one than there are. A
 * call that is taken and not made is spent.
 *
 * @returns whether there was one
 */
export function createModelCalls({ document, table, budget, random, keyOf = budgetKey }: ModelCallsOptions) {
  return async function take(at: number): Promise<boolean> {
    const part = Math.floor(random() * BUDGET_PARTS);
    const allowed = allowedBy(budget, part, at);
    if (allowed <= 0) return false;
    const update = new UpdateCommand({
      TableName: table,
      Key: keyOf(monthOf(at), part),
      UpdateExpression: 'ADD calls :one SET #ttl = if_not_exists(#ttl, :ttl)',
      ConditionExpression: 'attribute_not_exists(calls) OR calls < :allowed',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: { ':one': 1, ':allowed': allowed, ':ttl': Math.floor(at / 1000) + KEPT_SECONDS },
    });
    return (await unlessRefused(document.send(update))) !== undefined;
  };
}
