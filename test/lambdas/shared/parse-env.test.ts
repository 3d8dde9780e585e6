import * as z from 'zod';
import { json, parseEnv, required } from '../../../lambdas/shared/parse-env';

const schema = z.object({ NAME: required, LIST: json(z.array(z.number())), DAYS: z.coerce.number().int() });

it('reads what the template gives', () => {
  const env = { NAME: 'chat', LIST: '[1,2]', DAYS: '30', PATH: '/bin' };
  expect(parseEnv(schema, env)).toEqual({ NAME: 'chat', LIST: [1, 2], DAYS: 30 });
});

it('names all that is missing, empty or malformed at once, and repeats none of it', () => {
  const parse = () => parseEnv(schema, { NAME: '', LIST: '{sesame' });
  expect(parse).toThrow(/NAME: must not be empty.*LIST: must be JSON.*DAYS/);
  expect(parse).not.toThrow(/sesame/);
});
