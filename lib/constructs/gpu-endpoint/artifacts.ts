import { createHash } from 'node:crypto';
import { CustomResource, Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Foundation } from '../../platform/foundation';
import { BlueprintFunction } from '../function/function';

/** The files of a model in S3, as somebody who trusts them wrote them down. */
export interface ModelArtifacts {
  readonly bucketName: string;
  /** What comes before the digest in their keys, without slashes at its ends. */
  readonly prefix: string;
  /** SHA-256 in hexadecimal of every file, by its path below the digest: `{ 'config.json': '9f86d0...' }`. */
  readonly files: Readonly<Record<string, string>>;
  /** ARN of the key that encrypts them. @default - S3's own */
  readonly keyArn?: string;
}

/** SHA-256 of the list of files: one name for exactly these contents. */
export function digestOf({ files }: Pick<ModelArtifacts, 'files'>): string {
  const lines = Object.entries(files).map(([path, digest]) => `${digest}  ${path}\n`);
  return createHash('sha256').update(lines.sort().join('')).digest('hex');
}

/** Where the files have to be: below a folder that carries the digest of their list. */
export function keyPrefixOf(artifacts: ModelArtifacts): string {
  return `${artifacts.prefix}/${digestOf(artifacts)}/`;
}

/** @throws Error that names the file whose digest or path is none */
export function checkArtifacts({ files, prefix }: ModelArtifacts): void {
  const entries = Object.entries(files);
  if (entries.length === 0) throw new Error('artifacts.files is empty: a model without files cannot be verified');
  if (!/^[^/].*[^/]$|^[^/]$/.test(prefix)) throw new Error(`artifacts.prefix '${prefix}' begins or ends with a slash`);
  for (const [path, digest] of entries) {
    if (!/^[0-9a-f]{64}$/.test(digest)) throw new Error(`artifacts.files['${path}']: '${digest}' is no SHA-256`);
    if (path.startsWith('/') || path.split('/').includes('..'))
      throw new Error(`artifacts.files: '${path}' leaves its folder`);
  }
}

/** Lets a role read these files, and no others of the bucket. */
export function readStatements({ bucketName, keyArn, ...artifacts }: ModelArtifacts): iam.PolicyStatement[] {
  const prefix = keyPrefixOf({ bucketName, ...artifacts });
  const bucket = `arn:aws:s3:::${bucketName}`;
  return [
    new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [`${bucket}/${prefix}*`] }),
    new iam.PolicyStatement({
      actions: ['s3:ListBucket'],
      resources: [bucket],
      conditions: { StringLike: { 's3:prefix': `${prefix}*` } },
    }),
    ...(keyArn ? [new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: [keyArn] })] : []),
  ];
}

/**
 * Reads every file while the stack is deployed and compares it with its digest; the deployment fails when one differs, is
 * missing, or is there without being listed. What happens to the bucket afterwards it does not see: keep it write-once.
 */
export class VerifiedArtifacts extends Construct {
  /** `s3://<bucket>/<prefix>/<digest>/`, known only once the files are verified. */
  readonly uri: string;

  constructor(scope: Construct, id: string, foundation: Foundation, artifacts: ModelArtifacts) {
    super(scope, id);
    checkArtifacts(artifacts);
    const verify = new BlueprintFunction(this, 'Verify', {
      foundation,
      entry: 'lambdas/gpu-endpoint/verify-artifacts.handler.ts',
      description: 'Compares the files of a model with their digests while its stack is deployed',
      environment: {},
      timeout: Duration.minutes(15),
      // One whole CPU: hashing is all it does.
      memorySize: 1769,
    });
    for (const statement of readStatements(artifacts)) verify.role.addToPrincipalPolicy(statement);
    const verified = new CustomResource(this, 'Verified', {
      resourceType: 'Custom::VerifiedArtifacts',
      serviceToken: verify.function.functionArn,
      serviceTimeout: Duration.minutes(16),
      properties: {
        Bucket: artifacts.bucketName,
        Prefix: keyPrefixOf(artifacts),
        Files: JSON.stringify(artifacts.files),
      },
    });
    verified.node.addDependency(verify.role);
    this.uri = verified.getAttString('Uri');
  }
}
