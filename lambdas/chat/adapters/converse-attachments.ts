import type { ContentBlock, DocumentFormat, ImageFormat } from '@aws-sdk/client-bedrock-runtime';
import { contentTypes } from '../domain/attachments/attachment';
import type { ShownAttachment } from '../domain/attachments/shown';

/**
 * Attachments as Converse takes them. Documents are numbered through the request: names have to differ, and one that a user
 * made up could speak to the model.
 *
 * @throws Error for an attachment whose content was not read
 */
export function attachmentBlocks() {
  let documents = 0;
  return (attachments: readonly ShownAttachment[]): ContentBlock[] =>
    attachments.map(({ id, contentType, bytes }) => {
      if (!bytes) throw new Error(`The attachment ${id} was not read`);
      const { kind, format } = contentTypes[contentType];
      if (kind === 'image') return { image: { format: format satisfies ImageFormat, source: { bytes } } };
      documents += 1;
      const name = `Document ${documents}`;
      return { document: { format: format satisfies DocumentFormat, name, source: { bytes } } };
    });
}
