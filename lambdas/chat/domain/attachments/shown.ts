import type { ModelMessage, ModelSpec } from '../ports';
import { type Attachment, type AttachmentKind, kindOf, MAX_COUNT, MAX_REQUEST_BYTES } from './attachment';

/** An attachment on its way to a model, with its content as soon as that was read. */
export interface ShownAttachment extends Attachment {
  readonly bytes?: Uint8Array | undefined;
}

/** An upload as it is now. */
export interface AttachmentFile {
  readonly bytes: Uint8Array;
  /** Changes with every upload. */
  readonly etag: string;
}

/** What stands in the place of an attachment that a model is not shown. */
const note = (count: number): string =>
  count === 1
    ? '(An attachment of this message is not shown.)'
    : `(${count} attachments of this message are not shown.)`;

/**
 * The attachments that one request may have: the newest ones, within what the model takes and how many and how large they
 * may be together. The messages of others say that there were some.
 *
 * @param messages oldest first
 */
export function withinLimits(
  messages: readonly ModelMessage[],
  { takes = [] }: Pick<ModelSpec, 'takes'>,
): ModelMessage[] {
  const left: Record<AttachmentKind | 'bytes', number> = { ...MAX_COUNT, bytes: MAX_REQUEST_BYTES };
  const fits = (attachment: Attachment): boolean => {
    const kind = kindOf(attachment);
    if (!takes.includes(kind) || left[kind] === 0 || attachment.size > left.bytes) return false;
    left[kind] -= 1;
    left.bytes -= attachment.size;
    return true;
  };
  return messages
    .toReversed()
    .map((message) => keeping(message, (message.attachments ?? []).filter(fits)))
    .toReversed();
}

/** The messages with the content of their attachments; one that is gone, or not what was looked at any more, is left out. */
export function withFiles(
  messages: readonly ModelMessage[],
  read: (id: string) => Promise<AttachmentFile | undefined>,
): Promise<ModelMessage[]> {
  const load = async (attachment: ShownAttachment): Promise<ShownAttachment[]> => {
    const file = await read(attachment.id);
    return file?.etag === attachment.etag ? [{ ...attachment, bytes: file.bytes }] : [];
  };
  return Promise.all(
    messages.map(async (message) => {
      if (!message.attachments?.length) return message;
      return keeping(message, (await Promise.all(message.attachments.map(load))).flat());
    }),
  );
}

function keeping(message: ModelMessage, kept: readonly ShownAttachment[]): ModelMessage {
  const { attachments: all = [], text, ...rest } = message;
  if (all.length === 0) return message;
  const missing = all.length - kept.length;
  return {
    ...rest,
    text: missing > 0 ? `${text}\n\n${note(missing)}` : text,
    ...(kept.length > 0 && { attachments: kept }),
  };
}
