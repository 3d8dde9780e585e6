import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Engine, notServed, type ServiceCall, ServiceError, type ServiceResponse } from '../engine';
import { parseInput } from '../input';
import { answerJson } from '../output';
import type { ObjectStore } from '../s3/object-store';
import { blocksOf, type Pages } from './blocks';

/** A text recognition that recognises nothing by itself. */
export interface TextractEngine extends Engine {
  /**
   * Tells what stands in a document, for the jobs that begin after it.
   *
   * @param sha256 of the document's bytes, in hex
   * @param looks at the job that find it in progress; none by default
   */
  teach(sha256: string, pages: Pages, looks?: number): void;
}

interface Job {
  readonly input: string;
  readonly sha256: string;
  readonly pages: Pages | undefined;
  readonly blocks: readonly unknown[];
  looksLeft: number;
}

const name = z.string().min(1);
const startInput = z.strictObject({
  DocumentLocation: z.strictObject({ S3Object: z.strictObject({ Bucket: name, Name: name }) }),
  ClientRequestToken: z.string().max(64).optional(),
  JobTag: z.string().max(64).optional(),
});
const getInput = z.strictObject({
  JobId: z.string(),
  MaxResults: z.number().int().min(1).default(1000),
  NextToken: z.string().optional(),
});

const badInput = 'InvalidParameterException';
const mostResults = 1000;

/** Textract's detection of text in documents in S3. Jobs of documents it was not taught fail, and say so. */
export function createTextractEngine(objects: Pick<ObjectStore, 'get'>): TextractEngine {
  const taught = new Map<string, { readonly pages: Pages; readonly looks: number }>();
  const jobs = new Map<string, Job>();
  const byToken = new Map<string, string>();

  async function start(call: ServiceCall): Promise<unknown> {
    const { DocumentLocation, ClientRequestToken: token, JobTag } = parseInput(call, startInput, badInput);
    const input = JSON.stringify([DocumentLocation, JobTag]);
    const known = token && byToken.get(`${call.region} ${token}`);
    if (known) {
      if (jobs.get(known)?.input !== input)
        throw new ServiceError('IdempotentParameterMismatchException', 'The token was used with other parameters.');
      return { JobId: known };
    }
    const { Bucket, Name } = DocumentLocation.S3Object;
    const object = await objects.get(Bucket, Name);
    if (!object)
      throw new ServiceError(
        'InvalidS3ObjectException',
        'Unable to get object metadata from S3. Check object key, region and/or access permissions.',
      );
    const sha256 = createHash('sha256').update(object.body).digest('hex');
    const { pages, looks = 0 } = taught.get(sha256) ?? {};
    const JobId = createHash('sha256').update(`${jobs.size} ${input}`).digest('hex');
    jobs.set(JobId, { input, sha256, pages, blocks: blocksOf(pages ?? []), looksLeft: looks });
    if (token) byToken.set(`${call.region} ${token}`, JobId);
    return { JobId };
  }

  function get(call: ServiceCall): unknown {
    const { JobId, MaxResults, NextToken } = parseInput(call, getInput, badInput);
    const job = jobs.get(JobId);
    if (!job) throw new ServiceError('InvalidJobIdException', 'Request has invalid Job Id.');
    const DetectDocumentTextModelVersion = '1.0';
    if (job.looksLeft-- > 0) return { JobStatus: 'IN_PROGRESS', DetectDocumentTextModelVersion };
    if (!job.pages)
      return { JobStatus: 'FAILED', StatusMessage: unreadable(job.sha256), DetectDocumentTextModelVersion };
    const from = NextToken === undefined ? 0 : offsetOf(NextToken);
    const to = from + Math.min(MaxResults, mostResults);
    return {
      JobStatus: 'SUCCEEDED',
      DocumentMetadata: { Pages: job.pages.length },
      Blocks: job.blocks.slice(from, to),
      DetectDocumentTextModelVersion,
      ...(to < job.blocks.length && { NextToken: tokenOf(to) }),
    };
  }

  return {
    name: 'textract',
    services: ['textract'],
    resourceTypes: [],
    teach: (sha256, pages, looks = 0) => void taught.set(sha256, { pages, looks }),
    async handle(call: ServiceCall, response: ServiceResponse) {
      if (call.operation === 'StartDocumentTextDetection') return answerJson(response, '1.1', await start(call));
      if (call.operation === 'GetDocumentTextDetection') return answerJson(response, '1.1', get(call));
      throw notServed(call);
    },
    async create() {},
    async stop() {},
  };
}

const unreadable = (sha256: string) =>
  `The laptop recognises no text in pictures, and was not taught what stands in the document with SHA-256 ${sha256}.`;

const tokenOf = (offset: number): string => Buffer.from(`block ${offset}`).toString('base64');

function offsetOf(token: string): number {
  const [, offset] = /^block (\d+)$/.exec(Buffer.from(token, 'base64').toString('utf8')) ?? [];
  if (offset === undefined) throw new ServiceError(badInput, 'Request has an invalid NextToken.');
  return Number(offset);
}
