import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { ResolvedResource } from '../../types';
import {
  type Engine,
  type EngineContext,
  notServed,
  type ServiceCall,
  ServiceError,
  type ServiceResponse,
} from '../engine';
import { parseInput } from '../input';
import { answerJson } from '../output';
import { arnOfSecretId, nameOfSecret, secretArn } from './secret-arn';
import { firstValue } from './secret-definition';

interface Value {
  readonly versionId: string;
  readonly text: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

const token = z.string().min(32).max(64).optional();
const text = z.string().min(1).max(65_536);
const getInput = z.strictObject({ SecretId: text, VersionStage: z.literal('AWSCURRENT').optional() });
const putInput = z.strictObject({ SecretId: text, ClientRequestToken: token, SecretString: text });
const createInput = z.strictObject({
  Name: z.string().min(1).max(512),
  ClientRequestToken: token,
  SecretString: text.optional(),
  /** Neither is shown to those who read a secret. */
  Description: z.string().optional(),
  Tags: z.unknown().optional(),
});

const fileSchema = z.record(z.string(), z.union([z.string(), z.record(z.string(), z.unknown())]));
const current = ['AWSCURRENT'];

/**
 * Secrets Manager. Only the current version of a secret is kept.
 *
 * @param file JSON with values by the name of a secret, texts or objects: also of secrets that no template declares
 */
export function createSecretsEngine(context: EngineContext, file?: string): Engine {
  const values = new Map<string, Value | undefined>();
  const given = file === undefined ? {} : readSecretsFile(file);

  function put(arn: string, value: string, versionId: string = randomUUID()): Value {
    const added = { versionId, text: value, createdAt: context.now() };
    values.set(arn, added);
    return added;
  }

  /** A secret of the file is there in every region. */
  function find(region: string, id: string): string {
    const arn = arnOfSecretId(region, id);
    const ofFile = given[nameOfSecret(arn)];
    if (!values.has(arn) && ofFile !== undefined) put(arn, ofFile);
    if (values.has(arn)) return arn;
    throw new ServiceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  }

  const operations: Readonly<Record<string, (call: ServiceCall) => unknown>> = {
    GetSecretValue(call) {
      const ARN = find(call.region, parseInput(call, getInput, 'InvalidParameterException').SecretId);
      const value = values.get(ARN);
      if (!value)
        throw new ServiceError(
          'ResourceNotFoundException',
          "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
        );
      const { versionId, text: SecretString, createdAt } = value;
      const about = { ARN, Name: nameOfSecret(ARN), VersionId: versionId, VersionStages: current };
      return { ...about, SecretString, CreatedDate: createdAt / 1000 };
    },
    PutSecretValue(call) {
      const { SecretId, SecretString, ClientRequestToken } = parseInput(call, putInput, 'InvalidParameterException');
      const ARN = find(call.region, SecretId);
      const { versionId } = put(ARN, SecretString, ClientRequestToken);
      return { ARN, Name: nameOfSecret(ARN), VersionId: versionId, VersionStages: current };
    },
    CreateSecret(call) {
      const { Name, SecretString, ClientRequestToken } = parseInput(call, createInput, 'InvalidParameterException');
      const ARN = secretArn(call.region, Name);
      if (values.has(ARN) || given[Name] !== undefined)
        throw new ServiceError(
          'ResourceExistsException',
          `The operation failed because the secret ${Name} already exists.`,
        );
      values.set(ARN, undefined);
      if (SecretString === undefined) return { ARN, Name };
      return { ARN, Name, VersionId: put(ARN, SecretString, ClientRequestToken).versionId };
    },
  };

  return {
    name: 'secrets',
    services: ['secretsmanager'],
    resourceTypes: ['AWS::SecretsManager::Secret'],
    async handle(call: ServiceCall, response: ServiceResponse) {
      const operation = operations[call.operation];
      if (!operation) throw notServed(call);
      answerJson(response, '1.1', operation(call));
    },
    async create(resource: ResolvedResource) {
      const value = given[nameOfSecret(resource.ref)] ?? firstValue(resource);
      values.set(resource.ref, undefined);
      if (value !== undefined) put(resource.ref, value);
    },
    async stop() {},
  };
}

/** @throws Error that names the file, and shows none of what is in it */
function readSecretsFile(file: string): Readonly<Record<string, string | undefined>> {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(
      `the file of secrets ${file} cannot be read: ${error instanceof SyntaxError ? 'it is not JSON' : error}`,
    );
  }
  const secrets = fileSchema.safeParse(content);
  if (!secrets.success)
    throw new Error(`the file of secrets ${file} has to give texts or objects by the name of a secret`);
  return Object.fromEntries(
    Object.entries(secrets.data).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}
