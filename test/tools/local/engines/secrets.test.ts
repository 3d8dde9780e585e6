import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { arnOfSecretId, nameOfSecret, secretArn } from '../../../../tools/local/engines/secrets/secret-arn';
import { createSecretsEngine } from '../../../../tools/local/engines/secrets/secrets-engine';
import { type LocalServices, region, startLocalServices } from './local-services';

describe('Secrets Manager engine', () => {
  let local: LocalServices;
  let client: SecretsManagerClient;
  let directory: string;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'secrets-'));
    const secretsFile = join(directory, 'secrets.json');
    writeFileSync(secretsFile, JSON.stringify({ 'sources/wiki': { token: 'from the file' }, declared: 'plain' }));
    local = await startLocalServices({ secretsFile });
    client = new SecretsManagerClient({ ...local.client, maxAttempts: 1 });
  });
  afterAll(async () => {
    client.destroy();
    await local.stop();
    rmSync(directory, { recursive: true });
  });

  const create = (Name: string, properties: Readonly<Record<string, unknown>>) =>
    local.create({
      type: 'AWS::SecretsManager::Secret',
      ref: secretArn(region, Name),
      properties: { Name, ...properties },
    });
  const get = (SecretId: string) => client.send(new GetSecretValueCommand({ SecretId }));

  test('gives the value of a template, by name and by ARN', async () => {
    await create('fixed', { SecretString: 'open sesame', KmsKeyId: 'key', Description: 'x' });
    const ARN = secretArn(region, 'fixed');
    expect(ARN).toMatch(/^arn:aws:secretsmanager:us-east-1:000000000000:secret:fixed-[A-Za-z]{6}$/);
    for (const id of ['fixed', ARN, ARN.slice(0, -7)]) {
      expect(await get(id)).toMatchObject({
        ARN,
        Name: 'fixed',
        SecretString: 'open sesame',
        VersionStages: ['AWSCURRENT'],
        CreatedDate: new Date(local.clock.now),
      });
    }
  });

  test('generates a value as the template asks', async () => {
    await create('password', { GenerateSecretString: { PasswordLength: 20, ExcludePunctuation: true } });
    const { SecretString } = await get('password');
    expect(SecretString).toMatch(/^[A-Za-z0-9]{20}$/);
    expect((await get('password')).SecretString).toBe(SecretString);
    await create('user', {
      GenerateSecretString: {
        SecretStringTemplate: '{"user":"ada"}',
        GenerateStringKey: 'password',
        ExcludeCharacters: '"\\',
      },
    });
    expect(JSON.parse((await get('user')).SecretString ?? '')).toEqual({
      user: 'ada',
      password: expect.stringMatching(/^[^"\\]{32}$/),
    });
  });

  test('a file gives values, also of secrets that no template declares', async () => {
    await create('declared', { GenerateSecretString: {} });
    expect((await get('declared')).SecretString).toBe('plain');
    expect(JSON.parse((await get('sources/wiki')).SecretString ?? '')).toEqual({ token: 'from the file' });
  });

  test('the operator may put another value, and create a secret', async () => {
    const SecretString = 'new';
    await create('empty', {});
    await expect(get('empty')).rejects.toThrow('staging label: AWSCURRENT');
    const { VersionId } = await client.send(new PutSecretValueCommand({ SecretId: 'empty', SecretString }));
    expect(await get('empty')).toMatchObject({ SecretString, VersionId });
    await client.send(new CreateSecretCommand({ Name: 'made', SecretString }));
    expect((await get('made')).SecretString).toBe('new');
    await expect(client.send(new CreateSecretCommand({ Name: 'made' }))).rejects.toMatchObject({
      name: 'ResourceExistsException',
    });
  });

  test('refuses what is not there, and what is not served', async () => {
    await expect(get('none')).rejects.toThrow(ResourceNotFoundException);
    await expect(client.send(new PutSecretValueCommand({ SecretId: 'none', SecretString: 'x' }))).rejects.toThrow(
      ResourceNotFoundException,
    );
    await expect(
      client.send(new GetSecretValueCommand({ SecretId: 'fixed', VersionId: 'x'.repeat(32) })),
    ).rejects.toThrow('input VersionId');
    await expect(client.send(new DeleteSecretCommand({ SecretId: 'fixed' }))).rejects.toThrow(
      'secretsmanager:DeleteSecret is not served',
    );
    await expect(create('rotated', { RotationRules: {} })).rejects.toThrow('RotationRules');
  });

  test('a file that cannot be read stops the start, and shows nothing of what is in it', () => {
    const secretsFile = join(directory, 'broken.json');
    writeFileSync(secretsFile, 'hunter2');
    let failure = '';
    try {
      createSecretsEngine(local.context, secretsFile);
    } catch (error) {
      failure = (error as Error).message;
    }
    expect(failure).toContain('broken.json');
    expect(failure).not.toContain('hunter2');
  });
});

test('a name and an ARN mean the same secret, whatever the name ends in', () => {
  for (const name of ['a', 'a/b-c', 'token-abcdef']) {
    const arn = secretArn(region, name);
    expect(nameOfSecret(arn)).toBe(name);
    for (const id of [name, arn, arn.slice(0, -7)]) expect(arnOfSecretId(region, id)).toBe(arn);
  }
});
