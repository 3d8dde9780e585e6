import { readFileSync } from 'node:fs';
import { clientFrames } from '../../../lambdas/chat/domain/frames';
import { serverFrames } from '../../../lambdas/chat/domain/server-frames';
import { asyncApiDocument, asyncApiText } from '../../../tools/asyncapi/document';
import { asyncApiFile } from '../../../tools/asyncapi/main';

test('the published protocol is the one that the handlers check frames with', () => {
  expect(readFileSync(asyncApiFile, 'utf8')).toBe(asyncApiText());
});

test('every frame is described, and every reference leads somewhere', () => {
  const document = asyncApiDocument();
  const names = [...Object.keys(clientFrames), ...Object.keys(serverFrames)];
  expect(Object.keys(document.components.messages).toSorted()).toEqual(names.toSorted());
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path ?? '');
  expect(references.length).toBeGreaterThan(names.length);
  for (const reference of references) {
    const target = reference
      .split('/')
      .reduce<unknown>((value, key) => (value as Record<string, unknown>)?.[key], document);
    expect(target).toBeDefined();
  }
});
