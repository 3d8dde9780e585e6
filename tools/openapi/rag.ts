import { aclSchema } from '../../lambdas/rag/domain/access';
import * as answers from '../../lambdas/rag/domain/api/answers';
import * as documents from '../../lambdas/rag/domain/api/documents';
import * as search from '../../lambdas/rag/domain/api/search';
import { documentSchema, failureCodeSchema } from '../../lambdas/rag/domain/document';
import { type Api, problem, type Schemas } from './api';

const schemas = {
  Acl: [
    aclSchema,
    'Who of the organisation may see a document: a user or group that is named, or everyone, and only with a clearance of at least the classification (0 to 3).',
  ],
  Status: [documentSchema.shape.status, 'ready can be searched; failed says why in failure; deleting ends in deleted.'],
  FailureCode: [failureCodeSchema, 'Why a document cannot be searched. Stable.'],
  CreateDocumentRequest: [
    documents.createDocumentRequest,
    'size is in bytes. Without acl only the owner sees it. With documentId it is a new version.',
  ],
  CreateDocumentResponse: [
    documents.createDocumentResponse,
    'The file is posted as a form to upload.url: first the fields, then the file as file.',
  ],
  Document: [
    documents.documentView,
    'Times are milliseconds since the epoch. liveVersion is the version that answers, 0 while there is none.',
  ],
  ListDocumentsResponse: [documents.listDocumentsResponse, 'cursor is for the next page, absent on the last one.'],
  PermissionsRequest: [documents.permissionsRequest, 'Takes the place of the whole list.'],
  AcceptedResponse: [documents.acceptedResponse, 'The change goes on after the answer.'],
  ContentResponse: [documents.contentResponse, 'An address of the original that is valid for a short while.'],
  Filters: [search.filtersSchema, 'from and to are milliseconds since the epoch, to is exclusive.'],
  SearchRequest: [
    search.searchRequest,
    'size is 10, mode hybrid, rerank and expand true where they are left out; fusion is the setting of the stage.',
  ],
  Why: [
    search.whySchema,
    'Rank (from 1) and score in each list. A list without the passage is absent. Scores of different lists do not compare.',
  ],
  SearchResult: [search.searchResult, 'start and end are characters of the extracted text of the document.'],
  SearchResponse: [
    search.searchResponse,
    'degraded names what was left out because it was slow or down. timings are milliseconds by stage.',
  ],
  SuggestionsResponse: [search.suggestionsResponse, 'Titles of documents that the caller may see.'],
  AnswerRequest: [
    answers.answerRequest,
    'size is how many passages the answer is written from. stream answers with server-sent events.',
  ],
  Sentence: [
    answers.sentenceSchema,
    'citations are the n of citations. unsupported: the passage cited does not say so.',
  ],
  Citation: [answers.citationSchema, 'quote is in the words of the passage.'],
  AnswerResponse: [answers.answerResponse, 'status unknown: nothing that the caller may see answers the question.'],
  Problem: problem,
} as const satisfies Schemas;

const eventSchemas: Readonly<Record<keyof typeof answers.answerEvents, keyof typeof schemas>> = {
  citation: 'Citation',
  sentence: 'Sentence',
  done: 'AnswerResponse',
  error: 'Problem',
};

const notFound = { 404: ['document_not_found'] };
const invalid = { 400: ['invalid_request'] };

/** Documents, search and answers. */
export const rag: Api<keyof typeof schemas> = {
  title: 'Documents, search and answers',
  description:
    'Everything is seen with the permissions of the caller: what they may not see is not found, not counted and not told of.',
  output: 'RagApiUrl',
  stageName: 'rag',
  schemas,
  usual: {
    401: ['unauthorized', 'token_expired'],
    429: ['rate_limited', 'budget_exhausted'],
    500: ['internal_error'],
  },
  operations: {
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
        events: eventSchemas,
      },
    },
  },
};
