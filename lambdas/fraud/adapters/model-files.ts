import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { ArchiveError, filesOf } from './tar';

/** What an archive may have when it is unpacked: a model is a few hundred kilobytes, its scored rows some ten megabytes. */
const MOST_BYTES = 256 * 1024 * 1024;

export interface ModelFiles {
  /** Files of an archive in S3, by name. */
  read(url: string): Promise<ReadonlyMap<string, Uint8Array>>;
  /** Writes a model under its hash, once: what is there stays as it is. */
  write(sha256: string, model: object): Promise<string>;
}

/** @param trainings bucket that training writes to: no archive is read from elsewhere */
export function createModelFiles(s3: S3Client, trainings: string, models: string): ModelFiles {
  return {
    async read(url) {
      const { protocol, host, pathname } = new URL(url);
      if (protocol !== 's3:' || host !== trainings) throw new ArchiveError(`${url} is not in the bucket ${trainings}`);
      const Key = decodeURIComponent(pathname.slice(1));
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: host, Key }));
      if (!Body) throw new ArchiveError(`${url} is empty`);
      return filesOf(gunzipSync(await Body.transformToByteArray(), { maxOutputLength: MOST_BYTES }));
    },

    async write(sha256, model) {
      const Key = `models/${sha256}.json`;
      const object = { Bucket: models, Key, Body: `${JSON.stringify(model)}\n`, ContentType: 'application/json' };
      try {
        await s3.send(new PutObjectCommand({ ...object, IfNoneMatch: '*' }));
      } catch (error) {
        // Its name is its hash, and an event may come twice.
        if ((error as Error).name !== 'PreconditionFailed') throw error;
      }
      return Key;
    },
  };
}
