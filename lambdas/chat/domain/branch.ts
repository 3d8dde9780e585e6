import * as z from 'zod/mini';
import type { ClientFrame } from './frames';
import type { HistoryItem } from './ports';

/** Where a message does not go on after the one before it, but takes another's place, or goes on after another one. */
export const branchSchema = z.object({ kind: z.enum(['regenerate', 'edit', 'after']), messageId: z.string() });
export type Branch = z.infer<typeof branchSchema>;

/** The branch that a `send` asks for. */
export function branchOf({ regenerate, editOf, branchFrom }: ClientFrame['send']): Branch | undefined {
  if (regenerate !== undefined) return { kind: 'regenerate', messageId: regenerate };
  if (editOf !== undefined) return { kind: 'edit', messageId: editOf };
  return branchFrom === undefined ? undefined : { kind: 'after', messageId: branchFrom };
}

/**
 * A conversation from a message on backwards, whatever branch its items belong to: of a message's own items the summary
 * comes first, then the answer, then the message.
 *
 * @param whole with the message's answer and summary
 */
export type ReadHistory = (messageId: string, whole: boolean) => AsyncIterable<HistoryItem>;

/** Items of other branches after which it is better to read anew from where the branch goes on. */
const MAX_SKIPPED = 50;
/** Items read at most, however they are branched. */
export const MAX_ITEMS = 1_000;

/**
 * What leads to a message of a conversation: a message goes on after the one before it, unless it branches. One that
 * regenerates or edits another stands where that one stood; one `after` another goes on after its answer.
 */
export async function* alongBranch(read: ReadHistory, messageId: string): AsyncGenerator<HistoryItem> {
  const path = new Path();
  let from: string | undefined = messageId;
  while (from !== undefined) from = yield* path.follow(read(from, from !== messageId));
}

/** A branch as far back as it has been followed. */
class Path {
  /** Where it goes on, unless at the next item. */
  private from: Branch | undefined;
  private items = 0;

  /** @returns where to read anew; undefined at the end */
  async *follow(items: AsyncIterable<HistoryItem>): AsyncGenerator<HistoryItem, string | undefined> {
    let skipped = 0;
    for await (const item of items) {
      this.items += 1;
      if (this.items > MAX_ITEMS) return undefined;
      if (this.from && item.messageId > this.from.messageId) {
        skipped += 1;
        if (skipped > MAX_SKIPPED) return this.from.messageId;
      } else if (this.passes(item)) yield item;
    }
    return undefined;
  }

  /** @returns whether the item is part of the branch */
  private passes(item: HistoryItem): boolean {
    const replaced = this.from?.messageId === item.messageId && this.from.kind !== 'after';
    if (item.kind === 'message') this.from = item.branch;
    else if (!replaced) this.from = undefined;
    return !replaced;
  }
}
