import { randomInt } from 'node:crypto';
import { z } from 'zod';
import type { ResolvedResource } from '../../types';
import { parseProperties } from '../input';

const bool = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]).default(false);

const generated = z.strictObject({
  SecretStringTemplate: z.string().optional(),
  GenerateStringKey: z.string().optional(),
  PasswordLength: z.coerce.number().int().min(1).max(4096).default(32),
  ExcludeCharacters: z.string().default(''),
  ExcludeLowercase: bool,
  ExcludeNumbers: bool,
  ExcludePunctuation: bool,
  ExcludeUppercase: bool,
  IncludeSpace: bool,
  /** Each kind of character is likely to be there anyway. */
  RequireEachIncludedType: z.unknown().optional(),
});

const properties = z.strictObject({
  Name: z.string().optional(),
  SecretString: z.string().optional(),
  GenerateSecretString: generated.optional(),
});
const passedOver = ['Description', 'KmsKeyId', 'ReplicaRegions', 'Tags', 'Type'];

/** The first value of an `AWS::SecretsManager::Secret`; undefined where the template gives it none. */
export function firstValue(resource: ResolvedResource): string | undefined {
  const { SecretString, GenerateSecretString: asked } = parseProperties(resource, properties, passedOver);
  if (!asked) return SecretString;
  const password = passwordOf(asked);
  if (asked.GenerateStringKey === undefined) return password;
  const template = JSON.parse(asked.SecretStringTemplate ?? '{}') as Record<string, unknown>;
  return JSON.stringify({ ...template, [asked.GenerateStringKey]: password });
}

function passwordOf(asked: z.infer<typeof generated>): string {
  const signs = [
    ...(asked.ExcludeLowercase ? '' : 'abcdefghijklmnopqrstuvwxyz'),
    ...(asked.ExcludeUppercase ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'),
    ...(asked.ExcludeNumbers ? '' : '0123456789'),
    ...(asked.ExcludePunctuation ? '' : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'),
    ...(asked.IncludeSpace ? ' ' : ''),
  ].filter((sign) => !asked.ExcludeCharacters.includes(sign));
  if (signs.length === 0) throw new Error('A secret is to be generated of no characters at all');
  return Array.from({ length: asked.PasswordLength }, () => signs[randomInt(signs.length)]).join('');
}
