import type { CloudFormationCustomResourceEvent, CloudFormationCustomResourceResponse } from 'aws-lambda';
import * as z from 'zod/mini';
import { type Digests, differences } from './domain/comparison';

/** The files below a prefix. */
export interface FileStore {
  /** Paths below the prefix. */
  list(bucket: string, prefix: string): Promise<readonly string[]>;
  /** SHA-256 in hexadecimal of a file's contents. */
  digest(bucket: string, key: string): Promise<string>;
}

export interface VerifyArtifactsDeps {
  readonly files: FileStore;
  /** Tells CloudFormation, which waits for it. */
  readonly respond: (url: string, response: CloudFormationCustomResourceResponse) => Promise<void>;
}

/** Files read at the same time. */
const CONCURRENCY = 4;

const properties = z.object({
  Bucket: z.string(),
  Prefix: z.string(),
  Files: z.pipe(
    z.string(),
    z.transform((json: string) => z.record(z.string(), z.string()).parse(JSON.parse(json))),
  ),
});

/** Answers a custom resource: it exists only while S3 holds exactly the files that were listed. */
export function createVerifyArtifacts({ files, respond }: VerifyArtifactsDeps) {
  return async (event: CloudFormationCustomResourceEvent): Promise<void> => {
    const { StackId, RequestId, LogicalResourceId, ResponseURL } = event;
    const prefix = String(event.ResourceProperties.Prefix);
    const about = { StackId, RequestId, LogicalResourceId, PhysicalResourceId: prefix };
    const problem = event.RequestType === 'Delete' ? undefined : await problemOf(event.ResourceProperties);
    if (problem) {
      await respond(ResponseURL, { ...about, Status: 'FAILED', Reason: problem });
      return;
    }
    const Data = { Uri: `s3://${String(event.ResourceProperties.Bucket)}/${prefix}` };
    await respond(ResponseURL, { ...about, Status: 'SUCCESS', Data });
  };

  async function problemOf(input: unknown): Promise<string | undefined> {
    try {
      const { Bucket, Prefix, Files } = properties.parse(input);
      const found = await digests(Bucket, Prefix);
      const problems = differences(Files, found);
      // CloudFormation takes 4 KB in all.
      return problems.length > 0 ? `s3://${Bucket}/${Prefix}: ${problems.join('; ')}`.slice(0, 2000) : undefined;
    } catch (error) {
      return `The files could not be verified: ${String(error)}`.slice(0, 2000);
    }
  }

  async function digests(bucket: string, prefix: string): Promise<Digests> {
    const waiting = [...(await files.list(bucket, prefix))];
    const found: Record<string, string> = {};
    const work = async () => {
      for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
        found[path] = await files.digest(bucket, prefix + path);
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, work));
    return found;
  }
}
