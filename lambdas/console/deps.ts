import { setTimeout as delay } from 'node:timers/promises';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { boundedCalls, documentClient } from '../shared/deps';
import { createLogger } from '../shared/logger';
import { parseEnv } from '../shared/parse-env';
import { type AppClientStore, createAppClientStore } from '../shared/stores/app-client-store';
import { registerClientEnv } from './env';
import type { Buckets } from './publish.handler';

export const logger = createLogger('console');

const clients = new Map<string, S3Client>();

/** @param region of the client; the function's own by default */
function s3(region = process.env.AWS_REGION ?? ''): S3Client {
  const client = clients.get(region) ?? new S3Client({ ...boundedCalls(20_000), region });
  clients.set(region, client);
  return client;
}

/** S3: sources in the function's region, targets in another. */
export function bucketsOf(region: string): Buckets {
  return {
    async read({ bucket: Bucket, key: Key }, abortSignal) {
      const { Body } = await s3().send(new GetObjectCommand({ Bucket, Key }), { abortSignal });
      if (!Body) throw new Error(`${Key} of ${Bucket} has no content`);
      return Body.transformToByteArray();
    },
    async write({ bucket: Bucket, key: Key }, { body: Body, contentType, cacheControl }, abortSignal) {
      const input = { Bucket, Key, Body, ContentType: contentType, CacheControl: cacheControl };
      await s3(region).send(new PutObjectCommand(input), { abortSignal });
    },
    async remove({ bucket: Bucket, key: Key }, abortSignal) {
      try {
        await s3(region).send(new DeleteObjectCommand({ Bucket, Key }), { abortSignal });
      } catch (error) {
        if ((error as Error).name !== 'NoSuchBucket') throw error;
      }
    },
  };
}

/** Milliseconds to wait before each further try. */
const waits = [1_000, 2_000, 4_000, 8_000, 16_000];

/** A role's new permissions take some seconds to hold everywhere, and this function runs right after it got them. */
export function patiently({ read, write, remove }: Buckets, pauses: readonly number[] = waits): Buckets {
  return {
    read: (source, signal) => retry(() => read(source, signal), pauses, signal),
    write: (target, content, signal) => retry(() => write(target, content, signal), pauses, signal),
    remove: (target, signal) => retry(() => remove(target, signal), pauses, signal),
  };
}

/** S3's word for it, and DynamoDB's. */
const denials: ReadonlySet<string> = new Set(['AccessDenied', 'AccessDeniedException']);

async function retry<T>(call: () => Promise<T>, pauses: readonly number[], signal: AbortSignal): Promise<T> {
  for (const pause of pauses) {
    try {
      return await call();
    } catch (error) {
      if (!denials.has((error as Error).name)) throw error;
      await delay(pause, undefined, { signal });
    }
  }
  return call();
}

/** Registered app clients, as patient with new permissions. */
export function appClients(): Pick<AppClientStore, 'put' | 'remove'> {
  const { put, remove } = createAppClientStore(documentClient(), parseEnv(registerClientEnv).PLATFORM_TABLE_NAME);
  return {
    put: (clientId, about, signal) => retry(() => put(clientId, about, signal), waits, signal),
    remove: (clientId, signal) => retry(() => remove(clientId, signal), waits, signal),
  };
}
