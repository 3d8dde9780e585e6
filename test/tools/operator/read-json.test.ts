import { readJson } from '../../../tools/operator/read-json';

test('JSON is read; of what is none it is said why', () => {
  expect(readJson('{"labels":[]}')).toEqual({ labels: [] });
  expect(() => readJson('{"labels":')).toThrow('This is no JSON: Unexpected end of JSON input');
});

test("where npm's heading is in a file, it is said how to write it without", () => {
  expect(() => readJson('\n> blueprint@0.1.0 labels\n> tsx tools/labels/main.ts\n\n{"labels":[]}\n')).toThrow(
    'write the file anew with `npm run -s ...`',
  );
});
