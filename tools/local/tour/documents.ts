import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { type HttpAnswer, requestTo } from './http';
import type { TourContext } from './step';

/** Milliseconds between two looks at a document's state. */
const lookEveryMs = 100;
/** Milliseconds after which a document that has not come to an end is given up. */
const patienceMs = 60_000;

export interface Upload {
  readonly title: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  readonly acl?: Readonly<Record<string, unknown>>;
  /** Makes a new version of it. */
  readonly documentId?: string;
}

export interface DocumentState {
  readonly documentId: string;
  readonly status: string;
  readonly liveVersion: number;
  readonly chunks: number;
  readonly failure?: { readonly code: string; readonly message: string };
}

/** A request to the API for documents and questions, as a sample user. */
export const ragRequest = (
  { ragUrl, signal, token }: TourContext,
  user: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<HttpAnswer> => requestTo(ragUrl, signal, method, path, token(user), body);

/** Asks for an upload and makes it, as a browser would. @returns the document's id */
export async function upload(context: TourContext, user: string, { bytes, ...wanted }: Upload): Promise<string> {
  const { status, body } = await ragRequest(context, user, 'POST', '/v1/documents', { ...wanted, size: bytes.length });
  assert.equal(status, 201, JSON.stringify(body));
  const { url, fields } = body.upload as { url: string; fields: Record<string, string> };
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.append(field, value);
  form.append('file', new Blob([new Uint8Array(bytes)]), wanted.title);
  const answer = await fetch(url, { method: 'POST', body: form, signal: context.signal });
  assert.equal(answer.status, 204, await answer.text());
  return String(body.documentId);
}

/** Waits until what is known of a document satisfies `is`. */
export async function documentUntil(
  context: TourContext,
  user: string,
  documentId: string,
  is: (state: DocumentState) => boolean,
): Promise<DocumentState> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const { status, body } = await ragRequest(context, user, 'GET', `/v1/documents/${documentId}`);
    assert.equal(status, 200, JSON.stringify(body));
    const state = body as unknown as DocumentState;
    if (is(state)) return state;
    if (performance.now() > giveUpAt) throw new Error(`the document stayed as ${JSON.stringify(state)}`);
    await delay(lookEveryMs, undefined, { signal: context.signal });
  }
}

/** Uploads a document and waits until it answers. @returns the document's id */
export async function ingest(context: TourContext, user: string, wanted: Upload): Promise<string> {
  const documentId = await upload(context, user, wanted);
  const { status, failure } = await documentUntil(context, user, documentId, ({ status }) =>
    ['ready', 'failed'].includes(status),
  );
  assert.equal(status, 'ready', JSON.stringify(failure));
  return documentId;
}

export interface Found {
  readonly documentId: string;
  readonly title: string;
  readonly text: string;
  readonly version: number;
}

export async function search(context: TourContext, user: string, query: string, more: object = {}): Promise<Found[]> {
  const { status, body } = await ragRequest(context, user, 'POST', '/v1/search', { query, ...more });
  assert.equal(status, 200, JSON.stringify(body));
  return body.results as Found[];
}

export const markdown = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Waits for what a queue, or the index's next refresh, brings about. */
export async function eventually(is: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + patienceMs;
  while (!(await is())) {
    if (performance.now() > giveUpAt) throw new Error(`the change did not show within ${patienceMs} ms`);
    await delay(lookEveryMs);
  }
}
