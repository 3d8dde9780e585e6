import * as z from 'zod';
import { aclSchema } from '../../lambdas/rag/domain/access';
import * as answers from '../../lambdas/rag/domain/api/answers';
import * as documents from '../../lambdas/rag/domain/api/documents';
import * as search from '../../lambdas/rag/domain/api/search';
import { documentSchema, failureCodeSchema } from '../../lambdas/rag/domain/document';

/** Schemas that have a name in the document, with what a reader should know of them. */
const named = {
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
  Problem: [answers.problemSchema, 'Problem details (RFC 9457). code is stable.'],
} as const satisfies Record<string, readonly [z.core.$ZodType, string]>;

export type ComponentName = keyof typeof named;

export const schemaRef = (name: ComponentName) => ({ $ref: `#/components/schemas/${name}` });

/** All of them as JSON Schema, which refer to one another. Answers may have fields that are not listed: they can grow. */
export function componentSchemas(): Record<string, unknown> {
  const registry = z.registry<{ id: string; description: string }>();
  for (const [id, [schema, description]] of Object.entries(named)) registry.add(schema, { id, description });
  const { schemas } = z.toJSONSchema(registry, { uri: (id) => `#/components/schemas/${id}`, io: 'input' });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema: _dialect, $id: _id, ...schema }]) => [id, schema]),
  );
}
