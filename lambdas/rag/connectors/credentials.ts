import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import { SourceFault } from './connector';

const credentialsSchema = z.object({
  token: z.string().check(z.minLength(1)),
  /** Whose token it is, where the source wants both. */
  email: z.optional(z.string().check(z.minLength(1))),
});
export type Credentials = z.infer<typeof credentialsSchema>;

/** Reads a source's credentials, as they are now. @throws SourceFault that says what to do, and holds nothing of the secret */
export type ReadCredentials = (secretId: string) => Promise<Credentials>;

export const createReadCredentials =
  (client: Pick<SecretsManagerClient, 'send'>): ReadCredentials =>
  async (SecretId) => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId })).catch((error: Error) => {
      if (error.name !== 'ResourceNotFoundException') throw error;
      throw new SourceFault(
        'credentials',
        `There is no secret ${SecretId}, or it has no value yet: store the credentials there`,
      );
    });
    const parsed = credentialsSchema.safeParse(jsonOf(SecretString));
    if (parsed.success) return parsed.data;
    throw new SourceFault(
      'credentials',
      `Secret ${SecretId} must be JSON such as {"token": "..."}, with "email" where the source wants it`,
    );
  };

function jsonOf(text = ''): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
