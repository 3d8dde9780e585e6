import { z } from 'zod';
import { ServiceError } from '../engine';
import type { Message, Part } from './model';

const bytes = z.object({ bytes: z.base64().transform((text) => Buffer.from(text, 'base64')) });

const image = z
  .strictObject({ image: z.strictObject({ format: z.enum(['png', 'jpeg', 'gif', 'webp']), source: bytes }) })
  .transform(({ image: { format, source } }): Part[] => [{ type: 'image', format, bytes: source.bytes.length }]);

const document = z
  .strictObject({
    document: z.strictObject({
      format: z.enum(['pdf', 'csv', 'doc', 'docx', 'xls', 'xlsx', 'html', 'txt', 'md']),
      name: z.string().min(1).max(200),
      source: bytes,
    }),
  })
  .transform(({ document: { format, name, source } }): Part[] => {
    const isText = ['csv', 'html', 'txt', 'md'].includes(format);
    const text = isText ? { text: source.bytes.toString('utf8') } : {};
    return [{ type: 'document', format, name, bytes: source.bytes.length, ...text }];
  });

/** Images and documents in a message. Only their bytes are served, not their places in S3. */
export const attachmentBlock = z.union([image, document]);

/** Models that read text alone. */
const textOnly = /nova-micro/;

/**
 * What Bedrock and its models check of attachments, beside their format.
 *
 * @throws ServiceError ValidationException
 * @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_DocumentBlock.html
 */
export function checkAttachments(modelId: string, messages: readonly Message[]): void {
  const attached = messages.flatMap(({ parts }) => parts.filter(isAttachment));
  const documents = attached.filter((part) => part.type === 'document');
  const images = attached.filter((part) => part.type === 'image');
  check(
    attached.length === 0 || !textOnly.test(modelId),
    `This model doesn't support the ${attached[0]?.type} content block that you provided.`,
  );
  check(images.length <= 20, 'too many images: at most 20');
  check(documents.length <= 5, 'too many documents: at most 5');
  check(
    images.every((each) => each.bytes <= 3.75 * 1024 * 1024),
    'an image exceeds 3.75 MB',
  );
  check(
    documents.every((each) => each.bytes <= 4.5 * 1024 * 1024),
    'a document exceeds 4.5 MB',
  );
  check(
    documents.every(({ name }) => /^[A-Za-z0-9\-()[\]]+( [A-Za-z0-9\-()[\]]+)*$/.test(name)),
    'The provided document name is not allowed: only alphanumerics, single spaces, hyphens, parentheses and square brackets.',
  );
  check(new Set(documents.map(({ name }) => name)).size === documents.length, 'documents have duplicate names');
  for (const { role, parts } of messages) {
    const own = parts.filter(isAttachment);
    check(own.length === 0 || role === 'user', 'images and documents may be in messages of the user only');
    check(
      !own.some(({ type }) => type === 'document') || parts.some(({ type }) => type === 'text'),
      'a message with a document needs a text',
    );
  }
}

/** What the stand-in says of what it was given, oldest first. */
export function attachmentsIn(messages: readonly Message[]): string[] {
  return messages.flatMap(({ parts }) => parts.filter(isAttachment)).map(described);
}

function described(part: Attachment): string {
  if (part.type === 'image') return `I was given an image (${part.format}, ${part.bytes} bytes).`;
  const said = part.text === undefined ? '' : ` that begins with "${part.text.slice(0, 60).trim()}"`;
  return `I was given "${part.name}" (${part.format}, ${part.bytes} bytes)${said}.`;
}

type Attachment = Extract<Part, { type: 'image' | 'document' }>;

const isAttachment = (part: Part): part is Attachment => part.type === 'image' || part.type === 'document';

function check(holds: boolean, message: string): void {
  if (!holds) throw new ServiceError('ValidationException', message);
}
