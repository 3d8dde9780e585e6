import type { Api, Errors, Operation } from './api';
import { schemaRef } from './components';

const json = (name: string) => ({ 'application/json': { schema: schemaRef(name) } });
const text = { type: 'string' } as const;

function responseOf({ success: [status, name], events, answerHeaders }: Operation) {
  const streamed = Object.entries(events ?? {}).map(([event, schema]) => [event, schemaRef(schema)]);
  const stream = { 'text/event-stream': { schema: text, 'x-event-data': Object.fromEntries(streamed) } };
  const headers = Object.entries(answerHeaders ?? {}).map(([header, description]) => [
    header,
    { description, schema: text },
  ]);
  const response = {
    description: 'Done',
    ...(headers.length > 0 && { headers: Object.fromEntries(headers) }),
    content: { ...json(name), ...(events && stream) },
  };
  return [String(status), response] as const;
}

const problemOf = (codes: readonly string[]) => ({
  description: `Problem with code ${codes.join(' or ')}`,
  content: { 'application/problem+json': { schema: schemaRef('Problem') } },
});

function parametersOf(path: string, { query = {}, headers = {} }: Operation) {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: text,
  }));
  const others = Object.entries({ query, header: headers }).flatMap(([where, named]) =>
    Object.entries(named).map(([name, { description, required = false }]) => ({
      ...{ name, in: where, required, description },
      schema: text,
    })),
  );
  return [...inPath, ...others];
}

function operationOf(path: string, operation: Operation, usual: Errors) {
  const { id, summary, description, request, errors = {} } = operation;
  const parameters = parametersOf(path, operation);
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

/** Paths of an API as OpenAPI has them. */
export const paths = ({ operations, usual }: Api) =>
  Object.fromEntries(
    Object.entries(operations).map(([path, methods]) => [
      path,
      Object.fromEntries(Object.entries(methods).map(([method, one]) => [method, operationOf(path, one, usual)])),
    ]),
  );
