import { readFile } from 'node:fs/promises';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import {
  type ChatConfig,
  CONFIG_PK,
  defaultChatConfig,
  type StoredConfig,
  versionPk,
} from '../../lambdas/chat/domain/chat-config';
import { chatConfigSchema, storedConfigSchema } from '../../lambdas/chat/domain/chat-config-schema';
import { modelSchema } from '../../lambdas/chat/domain/model-schema';
import { compilePattern, PatternError } from '../../lambdas/chat/domain/rule-pattern';
import { outputOf, readOutputs } from '../operator/outputs';
import type { PlatformTable } from '../operator/platform-table';
import { readJson } from '../operator/read-json';

/** A document whose rules can be held against text: handlers compile what was checked here. */
const applicableSchema = chatConfigSchema.check(
  z.superRefine(({ moderation }, context) => {
    for (const [index, { name, pattern }] of moderation.rules.entries()) {
      const problem = patternProblem(pattern);
      if (problem === undefined) continue;
      const path = ['moderation', 'rules', index, 'pattern'];
      context.addIssue({ code: 'custom', path, message: `the rule ${name} ${problem}` });
    }
  }),
);

function patternProblem(pattern: string): string | undefined {
  try {
    compilePattern(pattern);
    return undefined;
  } catch (error) {
    if (error instanceof PatternError) return error.message;
    throw error;
  }
}

/** @throws Error that names every member of the document that is wrong */
export function parseConfig(text: string): ChatConfig {
  const parsed = applicableSchema.safeParse(readJson(text));
  if (!parsed.success) throw new Error(`The document is not valid:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

export const readConfigFile = async (file: string): Promise<ChatConfig> => parseConfig(await readFile(file, 'utf8'));

const modelsSchema = z.array(modelSchema);

/** What holds where nothing is stored, made from a stage's output `ChatModels`. */
export const defaultConfigOf = (models: string): ChatConfig =>
  defaultChatConfig(modelsSchema.parse(JSON.parse(models)));

export const defaultConfig = async (outputsFile: string): Promise<ChatConfig> =>
  defaultConfigOf(outputOf(await readOutputs(outputsFile), 'ChatModels'));

export const currentConfig = (table: PlatformTable): Promise<StoredConfig | undefined> => read(table, CONFIG_PK);

/** Puts a document in force as the next version; handlers notice within 30 seconds. A version is never overwritten. */
export async function applyConfig(
  table: PlatformTable,
  config: ChatConfig,
  { now, note }: { readonly now: Date; readonly note?: string | undefined },
): Promise<StoredConfig> {
  const version = ((await currentConfig(table))?.version ?? 0) + 1;
  const stored = { version, document: applicableSchema.parse(config), at: now.toISOString(), note };
  const { document, tableName: TableName } = table;
  const kept = {
    TableName,
    Item: { pk: versionPk(version), ...stored },
    ConditionExpression: 'attribute_not_exists(pk)',
  };
  const inForce = { TableName, Item: { pk: CONFIG_PK, ...stored } };
  try {
    await document.send(new TransactWriteCommand({ TransactItems: [{ Put: kept }, { Put: inForce }] }));
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    throw new Error(`Version ${version} was stored by someone else meanwhile. Look at it, then try again.`);
  }
  return stored;
}

/** All versions, newest first. */
export async function configHistory(table: PlatformTable): Promise<StoredConfig[]> {
  const versions: StoredConfig[] = [];
  for (let version = (await currentConfig(table))?.version ?? 0; version > 0; version -= 1) {
    const stored = await read(table, versionPk(version));
    if (stored) versions.push(stored);
  }
  return versions;
}

/** Puts an earlier document in force again, as a version of its own. */
export async function rollBackConfig(table: PlatformTable, version: number, now: Date): Promise<StoredConfig> {
  const earlier = await read(table, versionPk(version));
  if (!earlier) throw new Error(`There is no version ${version}`);
  return applyConfig(table, earlier.document, { now, note: `version ${version} again` });
}

async function read({ document, tableName }: PlatformTable, pk: string): Promise<StoredConfig | undefined> {
  const { Item } = await document.send(new GetCommand({ TableName: tableName, Key: { pk }, ConsistentRead: true }));
  return Item && storedConfigSchema.parse(Item);
}
