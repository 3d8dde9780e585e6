import { createHash } from 'node:crypto';
import { accountId } from '../../resource-identity';

/** The ARN of a secret by its name. AWS ends it in six random characters; here they follow from the name. */
export function secretArn(region: string, name: string): string {
  const digest = createHash('sha256').update(name).digest();
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  const end = Array.from(digest.subarray(0, 6), (byte) => letters[byte % letters.length]).join('');
  return `arn:aws:secretsmanager:${region}:${accountId}:secret:${name}-${end}`;
}

/** The ARN that an id means: a name, an ARN, or an ARN without its last six characters. */
export function arnOfSecretId(region: string, id: string): string {
  const [, partial] = /^arn:aws:secretsmanager:[^:]+:[^:]+:secret:(.+)$/.exec(id) ?? [];
  if (partial === undefined) return secretArn(region, id);
  return /-[A-Za-z]{6}$/.test(partial) && id === secretArn(region, partial.slice(0, -7))
    ? id
    : secretArn(region, partial);
}

/** Name of the secret with that ARN. */
export const nameOfSecret = (arn: string): string => arn.replace(/^.*:secret:/, '').slice(0, -7);
