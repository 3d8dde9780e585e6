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
 * What leads to the newest message of a conversation: a message goes on after the one before it, unless it branches. One that
 * regenerates or edits another stands where that one stood; one `after` another goes on after its answer.
 *
 * @param newestFirst the whole conversation from the message on backwards, whatever branch it belongs to
 */
export async function* alongBranch(newestFirst: AsyncIterable<HistoryItem>): AsyncGenerator<HistoryItem> {
  let from: Branch | undefined;
  for await (const item of newestFirst) {
    if (from && item.messageId > from.messageId) continue;
    const replaced = from?.messageId === item.messageId && from.kind !== 'after';
    if (replaced && item.kind === 'answer') continue;
    if (!replaced) yield item;
    from = item.kind === 'message' ? item.branch : undefined;
  }
}
