import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type AuthoredRules, authoredRules } from '../domain/api/rules';
import { type ApprovedStore, createApprovedStore } from './approved-store';

/** Rules of organisations in DynamoDB. */
export const createRulesStore = (document: DynamoDBDocumentClient, tableName: string): ApprovedStore<AuthoredRules> =>
  createApprovedStore(document, tableName, 'rules', authoredRules);
export type RulesStore = ApprovedStore<AuthoredRules>;
