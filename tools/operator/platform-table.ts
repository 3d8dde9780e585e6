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

/** Configuration of an SDK client. */
export type OperatorConfig = Pick<DynamoDBClientConfig, 'endpoint' | 'region' | 'credentials'>;

const configOf = ({ endpoint, region, accessKeyId, secretAccessKey }: Operator): OperatorConfig => ({
  endpoint,
  region,
  credentials: { accessKeyId, secretAccessKey },
});

export const documentClientOf = (operator: Operator): DynamoDBDocumentClient => documentClient(configOf(operator));

export type PlatformTable = OpenTable;

/** Outputs that name a table; each is in the primary region. */
export type TableOutput = 'DocumentsTableName' | 'FeaturesTableName' | 'PlatformTableName' | 'UsageTableName';

/**
 * How an operator's clients reach the primary region of the stage whose outputs are given. Outputs of a laptop have their operator's
 * credentials beside them; an account is reached with the credentials that the AWS SDK finds.
 */
export async function operatorConfig(outputsFile: string): Promise<OperatorConfig> {
  const outputs = await readOutputs(outputsFile);
  if (isLaptop(outputOf(outputs, 'ConsoleUrl'))) return configOf(await readOperator(outputsFile));
  // The stack of the platform's table names its region in the ARN of its topic.
  const { AlertsTopicArn = '' } = stackWith(outputs, 'PlatformTableName');
  return { region: AlertsTopicArn.split(':')[3] };
}

/** Opens a table of the stage whose outputs are given. */
export async function openTable(outputsFile: string, output: TableOutput): Promise<OpenTable> {
  const tableName = outputOf(await readOutputs(outputsFile), output);
  return { document: documentClient(await operatorConfig(outputsFile)), tableName };
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
