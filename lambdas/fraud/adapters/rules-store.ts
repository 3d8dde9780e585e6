import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type ApprovedStore, createApprovedStore } from '../../shared/stores/approved-store';
import { type AuthoredRules, authoredRules } from '../domain/api/rules';
import { approvedKey } from './decision-items';

/** Rules of organisations in DynamoDB. */
export const createRulesStore = (document: DynamoDBDocumentClient, table: string): ApprovedStore<AuthoredRules> =>
  createApprovedStore(document, { table, keyOf: (org) => approvedKey('rules', org) }, authoredRules);
export type RulesStore = ApprovedStore<AuthoredRules>;
