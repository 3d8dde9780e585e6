import { readFileSync } from 'node:fs';
import { answerRequest } from '../../../lambdas/rag/domain/api/answers';
import { createDocumentRequest } from '../../../lambdas/rag/domain/api/documents';
import { MAX_RESULTS, searchRequest } from '../../../lambdas/rag/domain/api/search';
import { openApiDocument } from '../../../tools/openapi/document';
import { openApiFile, openApiText } from '../../../tools/openapi/main';

const at = (path: string): unknown =>
  path.split('/').reduce<unknown>((value, key) => (value as Record<string, unknown>)?.[key], openApiDocument());

test('the published API is the one that its schemas say', () => {
  expect(readFileSync(openApiFile, 'utf8')).toBe(openApiText());
});

test('every reference leads somewhere, and every schema is referred to', () => {
  const references = [...openApiText().matchAll(/"\$ref": "#\/([^"]+)"/g)].map(([, path]) => path ?? '');
  expect(references.filter((path) => at(path) === undefined)).toEqual([]);
  const names = Object.keys(openApiDocument().components.schemas);
  expect(names.filter((name) => !references.includes(`components/schemas/${name}`))).toEqual([]);
});

test('every operation needs a credential, has an id of its own, and names its parameters', () => {
  const { security, paths } = openApiDocument();
  expect(security).toEqual([{ bearer: [] }]);
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  const ids = operations.map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(at('paths')).toHaveProperty(
    ['/v1/documents/{documentId}', 'get', 'parameters'],
    [{ name: 'documentId', in: 'path', required: true, schema: { type: 'string' } }],
  );
  for (const { responses } of operations)
    expect(Object.keys(responses)).toEqual(expect.arrayContaining(['401', '429']));
});

test('requests take nothing that is not listed, answers may grow', () => {
  expect(at('components/schemas/SearchRequest/additionalProperties')).toBe(false);
  expect(at('components/schemas/Acl/additionalProperties')).toBe(false);
  expect(at('components/schemas/SearchResponse/additionalProperties')).toBeUndefined();
});

test.each([
  [searchRequest, { query: 'wing' }, true],
  [
    searchRequest,
    { query: 'wing', size: MAX_RESULTS, mode: 'hybrid', fusion: 'z-score', rerank: false, expand: false },
    true,
  ],
  [searchRequest, { query: 'wing', size: MAX_RESULTS + 1 }, false],
  [searchRequest, { query: '' }, false],
  [searchRequest, { query: 'wing', org: 'other' }, false],
  [answerRequest, { question: 'why?', stream: true, filters: { sources: ['upload'] } }, true],
  [answerRequest, { question: 'why?', filters: { orgs: ['other'] } }, false],
  [createDocumentRequest, { title: 'a', contentType: 'text/plain', size: 1 }, true],
  [createDocumentRequest, { title: 'a', contentType: 'image/png', size: 1 }, false],
  [createDocumentRequest, { title: 'a', contentType: 'text/plain', size: 0 }, false],
])('case %#: a request is taken or refused', (schema, value, taken) => {
  expect(schema.safeParse(value).success).toBe(taken);
});
