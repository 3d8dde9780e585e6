import fc from 'fast-check';
import { type Attachment, kindOf } from '../../../../../lambdas/chat/domain/attachments/attachment';
import { withFiles, withinLimits } from '../../../../../lambdas/chat/domain/attachments/shown';
import type { ModelMessage } from '../../../../../lambdas/chat/domain/ports';

const attachment = (id: string, contentType: Attachment['contentType'] = 'image/png', size = 1): Attachment => ({
  id,
  name: 'a',
  contentType,
  size,
  tokens: 800,
  etag: `"${id}"`,
});
const said = (text: string, ...attachments: Attachment[]): ModelMessage => ({ role: 'user', text, attachments });
const idsIn = (messages: readonly ModelMessage[]) =>
  messages.map((each) => each.attachments?.map(({ id }) => id) ?? []);
const both = { takes: ['image', 'document'] as const };

test('a request never has more than a model takes, and has the newest', () => {
  const any = fc.record({
    contentType: fc.constantFrom<Attachment['contentType']>('image/png', 'application/pdf'),
    size: fc.integer({ min: 1, max: 4_500_000 }),
  });
  fc.assert(
    fc.property(fc.array(fc.array(any, { maxLength: 8 }), { maxLength: 8 }), (turns) => {
      const messages = turns.map((files, turn) =>
        said('text', ...files.map(({ contentType, size }, index) => attachment(`${turn}-${index}`, contentType, size))),
      );
      const shown = withinLimits(messages, both);
      const kept = shown.flatMap((message) => message.attachments ?? []);
      expect(kept.filter((each) => kindOf(each) === 'image').length).toBeLessThanOrEqual(20);
      expect(kept.filter((each) => kindOf(each) === 'document').length).toBeLessThanOrEqual(5);
      expect(kept.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(18_000_000);
      for (const [index, message] of shown.entries()) {
        const missing = (turns[index]?.length ?? 0) - (message.attachments?.length ?? 0);
        expect(/not shown/.test(message.text)).toBe(missing > 0);
      }
    }),
  );
  const documents = Array.from({ length: 7 }, (_, index) => said('', attachment(`${index}`, 'application/pdf')));
  expect(idsIn(withinLimits(documents, both))).toEqual([[], [], ['2'], ['3'], ['4'], ['5'], ['6']]);
});

test('a model that reads text alone is told that there was something', () => {
  expect(withinLimits([said('look', attachment('1'), attachment('2'))], {})).toEqual([
    { role: 'user', text: 'look\n\n(2 attachments of this message are not shown.)' },
  ]);
});

test('what was replaced or deleted since it was looked at is not shown', async () => {
  const files = new Map([
    ['same', { bytes: Buffer.from('x'), etag: '"same"' }],
    ['replaced', { bytes: Buffer.from('y'), etag: '"other"' }],
  ]);
  const messages = [said('look', attachment('same'), attachment('replaced'), attachment('gone')), said('and?')];
  const [first, second] = await withFiles(messages, async (id) => files.get(id));
  expect(first?.attachments).toMatchObject([{ id: 'same', bytes: Buffer.from('x') }]);
  expect(first?.text).toMatch(/2 attachments .* not shown/);
  expect(second).toBe(messages[1]);
});
