import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type Acl, maySee, viewerOf } from '../../lambdas/rag/domain/access';
import { answerRequest, type Sentence } from '../../lambdas/rag/domain/api/answers';
import { createDocumentRequest, permissionsRequest } from '../../lambdas/rag/domain/api/documents';
import { searchRequest } from '../../lambdas/rag/domain/api/search';
import type { Principal } from '../../lambdas/shared/domain/principal';

type User = Pick<Principal, 'userId' | 'org' | 'groups' | 'clearance'>;

interface Stored {
  readonly documentId: string;
  readonly owner: User;
  title: string;
  readonly contentType: string;
  size: number;
  acl: Acl;
  text: string | undefined;
  /** Looks at it until it has come to its end. */
  looks: number;
  /** Grows with each upload. */
  updatedAt: number;
}

type Body = Readonly<Record<string, unknown>>;
type Handler = (
  user: User,
  body: unknown,
  parts: readonly string[],
  response: ServerResponse,
) => readonly [number, Body] | undefined;

const wordsOf = (text: string) => text.toLowerCase().match(/[a-z0-9]+/g) ?? [];

/**
 * The API for documents, search and answers as its schemas have it, in memory and on a free port: it searches by counting words,
 * and answers with the first sentence of what it found. A text of blanks is refused as empty.
 */
export class FakeRagApi {
  /** Requests as they came: method, path, body. */
  readonly requests: { readonly method: string; readonly path: string; readonly body: unknown }[] = [];
  /** Answers that are given instead, in order: of a service that is busy. */
  readonly refusals: { readonly status: number; readonly code: string; readonly retryAfter?: string }[] = [];
  readonly documents: Stored[] = [];
  /** Sentences of a model that no source says: they come with the end of an answer only, and are no part of it. */
  readonly inventions: Sentence[] = [];
  readonly #server: Server;

  /**
   * @param userOf who a credential belongs to
   * @param publicUrl where browsers find it, such as behind an edge; its own address by default
   */
  constructor(
    private readonly userOf: (credential: string) => User | undefined,
    private readonly publicUrl?: string,
  ) {
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: Error) =>
        send(response, 500, problem(500, 'internal_error', error.message)),
      );
    });
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const bytes = await buffer(request);
    response.setHeader('access-control-allow-origin', '*');
    if (method === 'OPTIONS') return void response.writeHead(204, { 'access-control-allow-headers': '*' }).end();
    const { pathname } = new URL(url, this.url);
    if (pathname === '/bucket') return this.#upload(String(headers['content-type']), bytes, response);
    const body = bytes.length > 0 ? JSON.parse(bytes.toString()) : undefined;
    this.requests.push({ method, path: url, body });
    const refusal = this.refusals.shift();
    if (refusal) {
      if (refusal.retryAfter !== undefined) response.setHeader('retry-after', refusal.retryAfter);
      return send(response, refusal.status, problem(refusal.status, refusal.code, 'Not now'));
    }
    const user = this.userOf(String(headers.authorization).replace('Bearer ', ''));
    if (!user) return send(response, 401, problem(401, 'unauthorized', 'Sign in'));
    const parts = pathname.split('/').slice(2);
    const handler = this.#handlers[`${method} ${[parts[0], ...(parts[1] ? ['*'] : []), ...parts.slice(2)].join('/')}`];
    const answer = handler ? handler(user, body, parts, response) : ([404, problem(404, 'not_found', url)] as const);
    if (answer) send(response, ...answer);
  }

  readonly #handlers: Readonly<Record<string, Handler>> = {
    'POST documents': (user, body) => {
      const parsed = createDocumentRequest.safeParse(body);
      if (!parsed.success) return [400, problem(400, 'invalid_request', 'Something is wrong')];
      const { title, contentType, size, acl } = parsed.data;
      const alone: Acl = { users: [user.userId], groups: [], everyone: false, classification: 0 };
      const former = this.documents.find((one) => one.documentId === parsed.data.documentId);
      if (parsed.data.documentId !== undefined && former?.owner.userId !== user.userId)
        return [404, problem(404, 'document_not_found', 'There is no such document')];
      const documentId = former?.documentId ?? `d${this.documents.length + 1}`;
      if (former) Object.assign(former, { title, size, acl: acl ?? former.acl });
      else
        this.documents.push({
          ...{ documentId, owner: user, title, contentType, size, acl: acl ?? alone },
          ...{ text: undefined, looks: 2, updatedAt: 0 },
        });
      return [
        201,
        {
          documentId,
          upload: { url: `${this.publicUrl ?? this.url}/bucket`, fields: { key: documentId } },
          expiresAt: Date.now() + 60_000,
        },
      ];
    },
    'GET documents': (user) => {
      const own = this.documents.filter(({ owner }) => owner.userId === user.userId);
      return [200, { documents: own.map(viewOf).reverse() }];
    },
    'GET documents/*': (user, _body, [, id]) => this.#visible(user, id, (document) => [200, viewOf(document)]),
    'GET documents/*/content': (user, _body, [, id]) =>
      this.#visible(user, id, () => [
        200,
        { url: `${this.publicUrl ?? this.url}/original/${id}`, expiresAt: Date.now() + 60_000 },
      ]),
    'PUT documents/*/permissions': (user, body, [, id]) =>
      this.#visible(user, id, (document) => {
        document.acl = permissionsRequest.parse(body).acl;
        return [202, { documentId: document.documentId, status: 'ready' }];
      }),
    'DELETE documents/*': (user, _body, [, id]) =>
      this.#visible(user, id, (document) => {
        this.documents.splice(this.documents.indexOf(document), 1);
        return [202, { documentId: document.documentId, status: 'deleting' }];
      }),
    'POST search': (user, body) => {
      const parsed = searchRequest.safeParse(body);
      if (!parsed.success) return [400, problem(400, 'invalid_request', 'Something is wrong')];
      const { query, size = 10, rerank = true, mode = 'hybrid', filters = {} } = parsed.data;
      const found = this.#search(user, query).filter(
        ({ documentId }) => filters.documentIds === undefined || filters.documentIds.includes(documentId),
      );
      const results = found.slice(0, size).map(({ score, ...passage }, index) => ({
        ...passage,
        score,
        why: {
          ...(mode !== 'vector' && { keyword: { rank: index + 1, score } }),
          fused: { rank: index + 1, score: 1 / (61 + index) },
          ...(rerank && { reranked: { rank: index + 1, score: 0.5 } }),
        },
      }));
      return [
        200,
        {
          results,
          query: { text: query, language: 'en', variants: [] },
          degraded: mode === 'hybrid' ? ['vector'] : [],
          embedding: { model: 'fake-embedding', dimensions: 8 },
          ...(rerank && { rerankModel: 'fake-reranker' }),
          timings: { search: 1.5 },
        },
      ];
    },
    'POST answers': (user, body, _parts, response) => {
      const { question, stream } = answerRequest.parse(body);
      const answer = this.#answerTo(user, question);
      if (!stream) return [200, answer];
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const citation of answer.citations) response.write(eventOf('citation', citation));
      for (const sentence of answer.sentences.filter(({ verdict }) => verdict === 'supported'))
        response.write(eventOf('sentence', sentence));
      response.end(eventOf('done', answer));
      return undefined;
    },
  };

  #visible(
    user: User,
    id: string | undefined,
    answer: (document: Stored) => readonly [number, Body],
  ): readonly [number, Body] {
    const document = this.documents.find(({ documentId }) => documentId === id);
    return document && sees(user, document)
      ? answer(document)
      : [404, problem(404, 'document_not_found', 'There is no such document')];
  }

  #search(user: User, query: string) {
    const wanted = new Set(wordsOf(query));
    return this.documents
      .filter((document) => document.text?.trim() && sees(user, document))
      .map((document) => ({
        document,
        score: wordsOf(`${document.title} ${document.text}`).filter((word) => wanted.has(word)).length,
      }))
      .filter(({ score }) => score > 0)
      .sort((left, right) => right.score - left.score)
      .map(({ document: { documentId, title, text = '' }, score }) => ({
        ...{ documentId, chunkId: `${documentId}.1.0`, version: 1, title, text, section: ['Introduction'], page: 1 },
        ...{ start: 0, end: text.length, source: 'upload', modifiedAt: 0, score },
      }));
  }

  #answerTo(user: User, question: string) {
    const [best] = this.#search(user, question);
    const quote = best?.text.split(/(?<=\.)\s/)[0] ?? '';
    const { documentId = '', chunkId = '', version = 0, title = '', section = [], start = 0, end = 0 } = best ?? {};
    return {
      answerId: 'a1',
      status: best ? ('answered' as const) : ('unknown' as const),
      answer: best ? `${quote} [1]` : "I don't know.",
      sentences: best ? [{ text: quote, citations: [1], verdict: 'supported' as const }, ...this.inventions] : [],
      citations: best ? [{ n: 1, documentId, chunkId, version, title, page: 1, section, start, end, quote }] : [],
      degraded: [],
      cached: false,
      usage: { inputTokens: 10, outputTokens: 5 },
      timings: { search: 1, generate: 2 },
    };
  }

  async #upload(contentType: string, bytes: Buffer, response: ServerResponse): Promise<void> {
    const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': contentType } }).formData();
    const document = this.documents.find(({ documentId }) => documentId === form.get('key'));
    const file = form.get('file');
    if (!document || !(file instanceof Blob) || file.size !== document.size)
      return void response.writeHead(400).end('<Code>AccessDenied</Code>');
    document.text = await file.text();
    document.looks = 2;
    document.updatedAt += 1;
    response.writeHead(204).end();
  }
}

const sees = (user: User, { owner, acl }: Stored): boolean =>
  owner.userId === user.userId || maySee(viewerOf({ ...user } as Principal), owner.org, acl);

function viewOf(document: Stored): Body {
  const { documentId, owner, title, contentType, size, acl, text, updatedAt } = document;
  document.looks -= 1;
  const failed = text !== undefined && text.trim() === '';
  const done = text !== undefined && document.looks <= 0;
  const status = text === undefined ? 'awaiting-upload' : !done ? 'embedding' : failed ? 'failed' : 'ready';
  return {
    ...{
      documentId,
      owner: owner.userId,
      title,
      source: 'upload',
      contentType,
      size,
      acl,
      status,
      liveVersion: 1,
      chunks: 1,
    },
    ...(status === 'failed' && { failure: { code: 'empty', message: 'The document has no text' } }),
    ...{ createdAt: 0, updatedAt, modifiedAt: 0 },
  };
}

const problem = (status: number, code: string, detail: string): Body => ({
  type: 'about:blank',
  title: 'Error',
  status,
  detail,
  code,
});
const eventOf = (event: string, data: unknown) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

function send(response: ServerResponse, status: number, body: Body): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
