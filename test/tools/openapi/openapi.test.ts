import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decisionRequest } from '../../../lambdas/fraud/domain/api/decisions';
import { answerRequest } from '../../../lambdas/rag/domain/api/answers';
import { createDocumentRequest } from '../../../lambdas/rag/domain/api/documents';
import { MAX_RESULTS, searchRequest } from '../../../lambdas/rag/domain/api/search';
import type { Api } from '../../../tools/openapi/api';
import { openApiDocument } from '../../../tools/openapi/document';
import { apis, openApiFile, openApiText } from '../../../tools/openapi/main';

const at = (api: Api, path: string): unknown =>
  path.split('/').reduce<unknown>((value, key) => (value as Record<string, unknown>)?.[key], openApiDocument(api));

describe.each(Object.entries(apis))('the API of %s', (design, api: Api) => {
  it('is published as its schemas say', () => {
    expect(readFileSync(join(__dirname, '../../..', openApiFile(design)), 'utf8')).toBe(openApiText(api));
  });

  it('has references that lead somewhere, and no schema that is not referred to', () => {
    const references = [...openApiText(api).matchAll(/"\$ref": "#\/([^"]+)"/g)].map(([, path]) => path ?? '');
    expect(references.filter((path) => at(api, path) === undefined)).toEqual([]);
    const names = Object.keys(openApiDocument(api).components.schemas);
    expect(names.filter((name) => !references.includes(`components/schemas/${name}`))).toEqual([]);
  });

  it('needs a credential for every operation, each with an id of its own', () => {
    const { security, paths } = openApiDocument(api);
    expect(security).toEqual([{ bearer: [] }]);
    const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { responses } of operations)
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(['401', '429']));
  });
});

test('parameters are named with where they stand', () => {
  const parameters = (api: Api, path: string, method: string) => openApiDocument(api).paths[path]?.[method]?.parameters;
  expect(parameters(apis.rag, '/v1/documents/{documentId}', 'get')).toEqual([
    { name: 'documentId', in: 'path', required: true, schema: { type: 'string' } },
  ]);
  expect(parameters(apis.fraud, '/v1/decisions', 'post')).toEqual([
    expect.objectContaining({ name: 'Idempotency-Key', in: 'header', required: true }),
  ]);
});

test('requests take nothing that is not listed, answers may grow', () => {
  const more = (api: Api, schema: string) => at(api, `components/schemas/${schema}/additionalProperties`);
  for (const schema of ['SearchRequest', 'Acl']) expect(more(apis.rag, schema)).toBe(false);
  expect(more(apis.rag, 'SearchResponse')).toBeUndefined();
  expect(more(apis.fraud, 'DecisionRequest')).toBe(false);
  expect(more(apis.fraud, 'DecisionResponse')).toBeUndefined();
});

const payment = {
  ...{ amount: 1, currency: 'EUR', occurredAt: '2026-11-28T19:00:00Z' },
  ...{ account: 'a', card: 'tok_1', merchant: 'm' },
};

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
  [decisionRequest, payment, true],
  [decisionRequest, { ...payment, ip: '2001:db8::1', country: 'DE', place: { lat: 52.5, lon: 13.4 } }, true],
  [decisionRequest, { ...payment, place: { lat: 91, lon: 0 } }, false],
  [decisionRequest, { ...payment, amount: 0.5 }, false],
  [decisionRequest, { ...payment, amount: 0 }, false],
  [decisionRequest, { ...payment, cardNumber: 'tok_2' }, false],
])('case %#: a request is taken or refused', (schema, value, taken) => {
  expect(schema.safeParse(value).success).toBe(taken);
});
