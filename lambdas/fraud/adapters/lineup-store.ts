import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type ApprovedStore, createApprovedStore } from '../../shared/stores/approved-store';
import { type AuthoredLineup, authoredLineup } from '../domain/api/models';
import { approvedKey } from './decision-items';

/** Lineups of organisations in DynamoDB. */
export const createLineupStore = (document: DynamoDBDocumentClient, table: string): ApprovedStore<AuthoredLineup> =>
  createApprovedStore(document, { table, keyOf: (org) => approvedKey('models', org) }, authoredLineup);
export type LineupStore = ApprovedStore<AuthoredLineup>;
