import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { asyncApiFiles, asyncApiText } from '../../../tools/asyncapi/document';
import { asyncApiOf } from '../../../tools/asyncapi/protocol';

describe.each(asyncApiFiles.map((file) => ({ ...file, name: basename(file.path) })))('$name', ({ path, protocol }) => {
  test('is the protocol that the handlers check frames with', () => {
    expect(readFileSync(path, 'utf8')).toBe(asyncApiText(protocol));
  });

  test('describes every frame, and every reference leads somewhere', () => {
    const document = asyncApiOf(protocol);
    const names = [...Object.keys(protocol.clientFrames), ...Object.keys(protocol.serverFrames)];
    expect(Object.keys(document.components.messages).toSorted()).toEqual(names.toSorted());
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, where]) => where ?? '');
    expect(references.length).toBeGreaterThan(names.length);
    for (const reference of references) {
      const target = reference
        .split('/')
        .reduce<unknown>((value, key) => (value as Record<string, unknown>)?.[key], document);
      expect(target).toBeDefined();
    }
  });
});
