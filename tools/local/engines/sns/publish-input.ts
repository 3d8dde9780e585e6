import { z } from 'zod';
import { notServed, type ServiceCall, ServiceError } from '../engine';

export interface MessageAttribute {
  readonly Type: string;
  readonly Value: string;
}

/** One message as it is published. */
export interface Publication {
  /** Identifies the message within a batch. */
  readonly id?: string;
  readonly message: string;
  readonly subject?: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
}

const message = z.object({
  Id: z.string().optional(),
  Message: z.string().min(1),
  Subject: z.string().max(100).optional(),
  MessageStructure: z.literal('json').optional(),
});

/** Bytes of text and attributes a message may have. */
const maxBytes = 262_144;
const served = /^(Action|Version|TopicArn|Id|Message|Subject|MessageStructure|MessageAttributes\.entry\.\d+\..+)$/;
const batchEntry = /^PublishBatchRequestEntries\.member\.(\d+)\.(.+)$/;

/** Input of `Publish` in the query protocol. */
export function parsePublish(call: ServiceCall, input: ReadonlyMap<string, string>): Publication {
  const unknown = [...input.keys()].filter((name) => !served.test(name));
  if (unknown.length > 0) throw notServed(call, `input ${unknown.join(', ')}`);
  const result = message.safeParse(Object.fromEntries(input));
  if (!result.success) throw new ServiceError('InvalidParameter', z.prettifyError(result.error));
  const { Id, Message, Subject, MessageStructure } = result.data;
  if (Buffer.byteLength(Message) > maxBytes)
    throw new ServiceError('InvalidParameter', 'Invalid parameter: Message too long');
  return {
    id: Id,
    message: MessageStructure ? textForLambda(Message) : Message,
    subject: Subject,
    attributes: parseAttributes(input),
  };
}

/** Input of `PublishBatch`: up to ten messages. */
export function parsePublishBatch(call: ServiceCall, input: ReadonlyMap<string, string>): Publication[] {
  const entries = new Map<string, Map<string, string>>();
  for (const [name, value] of input) {
    const [, index, member] = batchEntry.exec(name) ?? [];
    if (!index || !member) continue;
    entries.set(index, (entries.get(index) ?? new Map()).set(member, value));
  }
  if (entries.size === 0) throw new ServiceError('EmptyBatchRequest', 'The batch request has no entries');
  if (entries.size > 10)
    throw new ServiceError('TooManyEntriesInBatchRequest', 'The batch request has over ten entries');
  return [...entries.values()].map((entry) => parsePublish(call, entry));
}

const perProtocol = z.object({ lambda: z.string().optional(), default: z.string() });

/** With `MessageStructure` the message is JSON that holds a text per protocol. */
function textForLambda(message: string): string {
  try {
    const texts = perProtocol.parse(JSON.parse(message));
    return texts.lambda ?? texts.default;
  } catch {
    throw new ServiceError(
      'InvalidParameter',
      'Invalid parameter: Message Structure - No default entry in JSON message body',
    );
  }
}

function parseAttributes(input: ReadonlyMap<string, string>): Record<string, MessageAttribute> {
  const attributes: Record<string, MessageAttribute> = {};
  for (const [name, value] of input) {
    const [, entry] = /^MessageAttributes\.entry\.(\d+)\.Name$/.exec(name) ?? [];
    if (!entry) continue;
    const prefix = `MessageAttributes.entry.${entry}.Value.`;
    attributes[value] = {
      Type: input.get(`${prefix}DataType`) ?? 'String',
      Value: input.get(`${prefix}StringValue`) ?? input.get(`${prefix}BinaryValue`) ?? '',
    };
  }
  return attributes;
}
