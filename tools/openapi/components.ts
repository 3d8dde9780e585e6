import * as z from 'zod';
import type { Schemas } from './api';

export const schemaRef = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** All of them as JSON Schema, which refer to one another. Answers may have fields that are not listed: they can grow. */
export function componentSchemas(named: Schemas): Record<string, unknown> {
  const registry = z.registry<{ id: string; description: string }>();
  for (const [id, [schema, description]] of Object.entries(named)) registry.add(schema, { id, description });
  const { schemas } = z.toJSONSchema(registry, { uri: (id) => `#/components/schemas/${id}`, io: 'input' });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema: _dialect, $id: _id, ...schema }]) => [id, schema]),
  );
}
