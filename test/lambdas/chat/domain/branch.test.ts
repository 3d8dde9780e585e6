import * as fc from 'fast-check';
import { alongBranch, type Branch } from '../../../../lambdas/chat/domain/branch';
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

async function* newestFirst(said: readonly Said[]): AsyncGenerator<HistoryItem> {
  for (const [index, { messageId, branch }] of [...said.entries()].toReversed()) {
    if (index < said.length - 1) yield { kind: 'answer', messageId, text: `answer ${messageId}` };
    yield { kind: 'message', messageId, text: messageId, branch };
  }
}

test('the context follows the branch: each message after its own parent, with its answer, and no other', async () => {
  await fc.assert(
    fc.asyncProperty(conversations, async (said) => {
      const found: HistoryItem[] = [];
      for await (const item of alongBranch(newestFirst(said))) found.push(item);
      const messages = found.filter(({ kind }) => kind === 'message').map(({ messageId }) => messageId);
      expect(messages).toEqual(pathTo(said, said.length - 1));
      const answers = found.filter(({ kind }) => kind === 'answer').map(({ messageId }) => messageId);
      expect(answers).toEqual(messages.slice(1));
    }),
    { numRuns: 500 },
  );
});
