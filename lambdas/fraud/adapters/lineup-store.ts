import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type AuthoredLineup, authoredLineup } from '../domain/api/models';
import { type ApprovedStore, createApprovedStore } from './approved-store';

/** Lineups of organisations in DynamoDB. */
export const createLineupStore = (document: DynamoDBDocumentClient, tableName: string): ApprovedStore<AuthoredLineup> =>
  createApprovedStore(document, tableName, 'models', authoredLineup);
export type LineupStore = ApprovedStore<AuthoredLineup>;
