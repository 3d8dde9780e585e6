import * as fc from 'fast-check';
import { alongBranch, type Branch, type ReadHistory } from '../../../../lambdas/chat/domain/branch';
import type { HistoryItem } from '../../../../lambdas/chat/domain/ports';

interface Said {
  readonly messageId: string;
  readonly branch?: Branch;
}

const idOf = (index: number) => `m${String(index).padStart(3, '0')}`;

/** A conversation in which each message may branch from any earlier one. */
const conversations: fc.Arbitrary<readonly Said[]> = fc
  .array(fc.record({ kind: fc.constantFrom('none', 'edit', 'regenerate', 'after'), of: fc.nat() }), {
    minLength: 1,
    maxLength: 20,
  })
  .map((steps) =>
    steps.map(({ kind, of }, index): Said => {
      if (kind === 'none' || index === 0) return { messageId: idOf(index) };
      return { messageId: idOf(index), branch: { kind: kind as Branch['kind'], messageId: idOf(of % index) } };
    }),
  );

/** The message that one goes on after, by the definition. */
function parentOf(said: readonly Said[], index: number): number | undefined {
  const branch = said[index]?.branch;
  if (!branch) return index > 0 ? index - 1 : undefined;
  const named = said.findIndex(({ messageId }) => messageId === branch.messageId);
  return branch.kind === 'after' ? named : parentOf(said, named);
}

function pathTo(said: readonly Said[], index: number): readonly string[] {
  const parent = parentOf(said, index);
  return parent === undefined ? [idOf(index)] : [idOf(index), ...pathTo(said, parent)];
}

/** The conversation as a store tells it, and how many items it told. */
function told(said: readonly Said[]) {
  const items = [...said.entries()].toReversed().flatMap(([index, { messageId, branch }]): HistoryItem[] => [
    { kind: 'summary', messageId, text: `summary ${messageId}` },
    { kind: 'answer', messageId, text: `answer ${messageId}` },
    { kind: 'message', messageId, text: idOf(index), branch },
  ]);
  const counted = { items: 0 };
  const read: ReadHistory = async function* (messageId, whole) {
    for (const item of items) {
      if (item.messageId > messageId || (!whole && item.messageId === messageId && item.kind !== 'message')) continue;
      counted.items += 1;
      yield item;
    }
  };
  return { read, counted };
}

async function follow(said: readonly Said[], from = said.length - 1) {
  const { read, counted } = told(said);
  const found: HistoryItem[] = [];
  for await (const item of alongBranch(read, idOf(from))) found.push(item);
  const ids = (kind: HistoryItem['kind']) =>
    found.filter((item) => item.kind === kind).map(({ messageId }) => messageId);
  return { messages: ids('message'), answers: ids('answer'), summaries: ids('summary'), counted };
}

test('the context follows the branch: each message after its own parent, with its answer and summary, and no other', async () => {
  await fc.assert(
    fc.asyncProperty(conversations, async (said) => {
      const { messages, answers, summaries } = await follow(said);
      expect(messages).toEqual(pathTo(said, said.length - 1));
      expect(answers).toEqual(messages.slice(1));
      expect(summaries).toEqual(messages.slice(1));
    }),
    { numRuns: 500 },
  );
});

test('what lies between a branch and where it goes on is not read through', async () => {
  const said: Said[] = Array.from({ length: 900 }, (_, index) => ({ messageId: idOf(index) }));
  said.push({ messageId: idOf(900), branch: { kind: 'after', messageId: idOf(1) } });
  const { messages, answers, counted } = await follow(said);
  expect(messages).toEqual([idOf(900), idOf(1), idOf(0)]);
  expect(answers).toEqual([idOf(1), idOf(0)]);
  expect(counted.items).toBeLessThan(60);
});

test('no branching makes it read without end', async () => {
  const said: Said[] = Array.from({ length: 900 }, (_, index) =>
    index === 0
      ? { messageId: idOf(0) }
      : { messageId: idOf(index), branch: { kind: 'regenerate', messageId: idOf(index - 1) } },
  );
  expect((await follow(said)).counted.items).toBeLessThanOrEqual(1_001);
});
