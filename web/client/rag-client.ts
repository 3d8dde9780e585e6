import type { AnswerRequest, AnswerResponse, Citation } from '../../lambdas/rag/domain/api/answers';
import type {
  AcceptedResponse,
  Acl,
  ContentResponse,
  CreateDocumentRequest,
  CreateDocumentResponse,
  DocumentView,
  ListDocumentsResponse,
} from '../../lambdas/rag/domain/api/documents';
import type {
  SearchRequest,
  SearchResponse,
  SearchResult,
  SuggestionsResponse,
} from '../../lambdas/rag/domain/api/search';
import { type ApiOptions, apiRequest, type Method } from './api-request';
import { RequestError } from './chat-error';
import { eventsOf } from './event-stream';
import { type PostForm, postForm } from './form-post';
import { type AnswerEvent, answerEventOf } from './rag-answer';

export interface RagClientOptions extends ApiOptions {
  /** @default by `fetch`, without progress on the way */
  readonly post?: PostForm;
}

/** A document to be uploaded: the request without what the file itself says. */
export interface NewDocument extends Omit<CreateDocumentRequest, 'size'> {
  readonly content: Blob;
}

export interface UploadOptions {
  /** Told the share that is sent, from 0 to 1. */
  readonly onProgress?: (share: number) => void;
  /** Told the id before the file is sent, which waits for it: whoever keeps it can go on with this document after a failure. */
  readonly onCreated?: (documentId: string) => Promise<void>;
  readonly signal?: AbortSignal;
}

/** The HTTP API for documents, search and answers. Every method throws RequestError. */
export class RagClient {
  constructor(private readonly options: RagClientOptions) {}

  /** Uploads a document. @returns its id; whether it can be searched, its status says later */
  async upload(
    { content, ...wanted }: NewDocument,
    { onProgress, onCreated, signal }: UploadOptions = {},
  ): Promise<string> {
    const request: CreateDocumentRequest = { ...wanted, size: content.size };
    const { documentId, upload } = await this.#call<CreateDocumentResponse>('POST', '/v1/documents', request, signal);
    await onCreated?.(documentId);
    const { post = postForm } = this.options;
    await post({ ...upload, content }, onProgress, signal);
    return documentId;
  }

  /** What the caller uploaded, newest first, a page at a time. */
  documents(cursor?: string): Promise<ListDocumentsResponse> {
    return this.#call('GET', `/v1/documents${cursor === undefined ? '' : `?${new URLSearchParams({ cursor })}`}`);
  }

  document(documentId: string, signal?: AbortSignal): Promise<DocumentView> {
    return this.#call('GET', pathOf(documentId), undefined, signal);
  }

  setPermissions(documentId: string, acl: Acl): Promise<AcceptedResponse> {
    return this.#call('PUT', `${pathOf(documentId)}/permissions`, { acl });
  }

  /** Begins to delete a document; its status says when that is done. */
  delete(documentId: string): Promise<AcceptedResponse> {
    return this.#call('DELETE', pathOf(documentId));
  }

  /** An address of the original, valid for a short while. */
  content(documentId: string): Promise<ContentResponse> {
    return this.#call('GET', `${pathOf(documentId)}/content`);
  }

  search(request: SearchRequest, signal?: AbortSignal): Promise<SearchResponse> {
    return this.#call('POST', '/v1/search', request, signal);
  }

  async suggestions(prefix: string, signal?: AbortSignal): Promise<SuggestionsResponse['suggestions']> {
    const path = `/v1/suggestions?${new URLSearchParams({ q: prefix })}`;
    return (await this.#call<SuggestionsResponse>('GET', path, undefined, signal)).suggestions;
  }

  answer(request: Omit<AnswerRequest, 'stream'>, signal?: AbortSignal): Promise<AnswerResponse> {
    return this.#call('POST', '/v1/answers', request, signal);
  }

  /** The same, piece by piece: see `applyEvent`. */
  async *streamAnswer(request: Omit<AnswerRequest, 'stream'>, signal?: AbortSignal): AsyncGenerator<AnswerEvent> {
    const { body } = await apiRequest(this.options, 'POST', '/v1/answers', { ...request, stream: true }, signal);
    for await (const event of body ? eventsOf(body) : []) {
      const known = answerEventOf(event);
      if (known) yield known;
      if (known?.type === 'done' || known?.type === 'error') return;
    }
    throw new RequestError('connection_lost', 'The answer broke off');
  }

  /**
   * The passage that a citation points at, as the reader may see it now; undefined when it is not there any more, or not for
   * them. It is searched by its own words, so that permissions are checked as for any other search.
   */
  async passage({ documentId, chunkId, quote }: Citation, signal?: AbortSignal): Promise<SearchResult | undefined> {
    const query = quote.slice(0, MAX_QUERY);
    const plain = { mode: 'keyword', rerank: false, expand: false, size: 50 } as const;
    const { results } = await this.search({ query, ...plain, filters: { documentIds: [documentId] } }, signal);
    return results.find((result) => result.chunkId === chunkId);
  }

  async #call<T>(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
    return (await (await apiRequest(this.options, method, path, body, signal)).json()) as T;
  }
}

/** As many characters of a quote as find its passage. */
const MAX_QUERY = 500;

const pathOf = (documentId: string) => `/v1/documents/${encodeURIComponent(documentId)}`;
