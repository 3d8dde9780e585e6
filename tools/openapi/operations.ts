import type { answerEvents } from '../../lambdas/rag/domain/api/answers';
import { type ComponentName, schemaRef } from './components';

interface Operation {
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  readonly request?: ComponentName;
  readonly query?: Readonly<Record<string, { readonly description: string; readonly required?: boolean }>>;
  readonly success: readonly [status: number, schema: ComponentName];
  /** Codes of errors by status, besides those that every operation has. */
  readonly errors?: Readonly<Record<number, readonly string[]>>;
  readonly streams?: boolean;
}

const notFound = { 404: ['document_not_found'] };
const invalid = { 400: ['invalid_request'] };

/** What any operation may answer. */
const usual: Readonly<Record<number, readonly string[]>> = {
  401: ['unauthorized', 'token_expired'],
  429: ['rate_limited', 'budget_exhausted'],
  500: ['internal_error'],
};

const operations: Readonly<Record<string, Readonly<Record<string, Operation>>>> = {
  '/v1/documents': {
    post: {
      id: 'createDocument',
      summary: 'Asks where a document, or a new version of one, may be uploaded to.',
      request: 'CreateDocumentRequest',
      success: [201, 'CreateDocumentResponse'],
      errors: { ...invalid, 403: ['not_owner'], ...notFound },
    },
    get: {
      id: 'listDocuments',
      summary: 'What the caller uploaded, newest first.',
      query: { cursor: { description: 'Of the page before.' } },
      success: [200, 'ListDocumentsResponse'],
      errors: invalid,
    },
  },
  '/v1/documents/{documentId}': {
    get: {
      id: 'getDocument',
      summary: 'What is known of a document: how far it is, or why it failed.',
      success: [200, 'Document'],
      errors: notFound,
    },
    delete: {
      id: 'deleteDocument',
      summary: 'Deletes a document, its passages, cached answers and original. Its status says when that is done.',
      success: [202, 'AcceptedResponse'],
      errors: { 403: ['not_owner'], ...notFound },
    },
  },
  '/v1/documents/{documentId}/permissions': {
    put: {
      id: 'setPermissions',
      summary: 'Changes who may see a document. Who may no longer is refused at once.',
      request: 'PermissionsRequest',
      success: [202, 'AcceptedResponse'],
      errors: { ...invalid, 403: ['not_owner'], ...notFound },
    },
  },
  '/v1/documents/{documentId}/content': {
    get: {
      id: 'getContent',
      summary: 'An address of the original, for who may see the document.',
      success: [200, 'ContentResponse'],
      errors: notFound,
    },
  },
  '/v1/search': {
    post: {
      id: 'search',
      summary: 'Finds passages of documents that the caller may see, best first.',
      request: 'SearchRequest',
      success: [200, 'SearchResponse'],
      errors: invalid,
    },
  },
  '/v1/suggestions': {
    get: {
      id: 'suggest',
      summary: 'Titles that begin like this, of documents that the caller may see.',
      query: { q: { description: 'What was typed.', required: true } },
      success: [200, 'SuggestionsResponse'],
      errors: invalid,
    },
  },
  '/v1/answers': {
    post: {
      id: 'answer',
      summary: 'Answers a question from documents that the caller may see, with citations that were verified.',
      description:
        'With stream: true the answer is a stream of server-sent events whose data is JSON: citation and sentence as they come, ' +
        'and at the end done, with all of the answer, or error.',
      request: 'AnswerRequest',
      success: [200, 'AnswerResponse'],
      errors: invalid,
      streams: true,
    },
  },
};

const eventSchemas: Readonly<Record<keyof typeof answerEvents, ComponentName>> = {
  citation: 'Citation',
  sentence: 'Sentence',
  done: 'AnswerResponse',
  error: 'Problem',
};

const json = (name: ComponentName) => ({ 'application/json': { schema: schemaRef(name) } });

function responseOf({ success: [status, name], streams }: Operation) {
  const events = Object.fromEntries(Object.entries(eventSchemas).map(([event, schema]) => [event, schemaRef(schema)]));
  const stream = { 'text/event-stream': { schema: { type: 'string' }, 'x-event-data': events } };
  return [String(status), { description: 'Done', content: { ...json(name), ...(streams && stream) } }] as const;
}

const problemOf = (codes: readonly string[]) => ({
  description: `Problem with code ${codes.join(' or ')}`,
  content: { 'application/problem+json': { schema: schemaRef('Problem') } },
});

function operationOf(path: string, operation: Operation) {
  const { id, summary, description, request, query = {}, errors = {} } = operation;
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inQuery = Object.entries(query).map(([name, { description: what, required = false }]) => ({
    name,
    in: 'query',
    required,
    description: what,
    schema: { type: 'string' },
  }));
  const parameters = [...inPath, ...inQuery];
  return {
    operationId: id,
    summary,
    ...(description !== undefined && { description }),
    ...(parameters.length > 0 && { parameters }),
    ...(request !== undefined && { requestBody: { required: true, content: json(request) } }),
    responses: Object.fromEntries([
      responseOf(operation),
      ...Object.entries({ ...errors, ...usual }).map(([status, codes]) => [status, problemOf(codes)] as const),
    ]),
  };
}

/** Paths of the API as OpenAPI has them. */
export const paths = () =>
  Object.fromEntries(
    Object.entries(operations).map(([path, methods]) => [
      path,
      Object.fromEntries(Object.entries(methods).map(([method, one]) => [method, operationOf(path, one)])),
    ]),
  );
