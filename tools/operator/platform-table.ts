import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { defaultOutputsFile, outputOf, readOutputs, stackWith } from './outputs';

/** How the person at the keyboard reaches the engines of a laptop; written next to its outputs. */
export const operatorSchema = z.object({
  endpoint: z.url(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  region: z.string(),
});
export type Operator = z.output<typeof operatorSchema>;

/** A table of one stage, on a laptop or in an account. */
export interface OpenTable {
  readonly document: DynamoDBDocumentClient;
  readonly tableName: string;
}

export function documentClientOf({ endpoint, region, accessKeyId, secretAccessKey }: Operator): DynamoDBDocumentClient {
  return documentClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
}

export type PlatformTable = OpenTable;

/** Outputs that name a table; each is in the primary region. */
export type TableOutput = 'PlatformTableName' | 'UsageTableName';

/**
 * Opens a table of the stage whose outputs are given. Outputs of a laptop have their operator's credentials beside them;
 * those of an account are reached with the credentials that the AWS SDK finds.
 */
export async function openTable(outputsFile: string, output: TableOutput): Promise<OpenTable> {
  const outputs = await readOutputs(outputsFile);
  const tableName = outputOf(outputs, output);
  const operator = isLaptop(outputOf(outputs, 'ConsoleUrl')) ? await readOperator(outputsFile) : undefined;
  if (operator) return { document: documentClientOf(operator), tableName };
  // The stack of the platform's table names its region in the ARN of its topic.
  const { AlertsTopicArn = '' } = stackWith(outputs, 'PlatformTableName');
  return { document: documentClient({ region: AlertsTopicArn.split(':')[3] }), tableName };
}

export const openPlatformTable = (outputsFile: string = defaultOutputsFile): Promise<PlatformTable> =>
  openTable(outputsFile, 'PlatformTableName');

function isLaptop(consoleUrl: string): boolean {
  return new URL(consoleUrl).hostname === 'localhost';
}

async function readOperator(outputsFile: string): Promise<Operator> {
  const file = join(dirname(outputsFile), 'credentials.json');
  if (!existsSync(file)) throw new Error(`${file} is missing. Is the laptop running (\`npm start\`)?`);
  const parsed = z.object({ operator: operatorSchema }).safeParse(JSON.parse(await readFile(file, 'utf8')));
  if (!parsed.success) throw new Error(`${file} has no operator: ${z.prettifyError(parsed.error)}`);
  return parsed.data.operator;
}

function documentClient(config: DynamoDBClientConfig): DynamoDBDocumentClient {
  const client = new DynamoDBClient({ ...config, maxAttempts: 2 });
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}
