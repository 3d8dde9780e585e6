import PostalMime, { type Address } from 'postal-mime';
import * as z from 'zod/mini';
import { MAX_BYTES } from '../domain/document';
import { type Connector, type Inventory, knownRevisions, readCursor, type Step } from './connector';
import { type AclMapper, type ExternalUser, type Grant, revisionOf } from './identity';
import { type MboxMessage, messagesOf } from './mbox';
import { bytesOf, type Objects, type StoredObject } from './objects';
import type { SourceOf } from './settings';

const cursorSchema = z.object({
  /** Mailboxes that were read to their end, by key: what they were then. */
  boxes: z._default(z.record(z.string(), z.string()), {}),
  /** The mailbox that is being read, and how many of its messages are done. */
  at: z.optional(z.object({ key: z.string(), state: z.string(), messages: z.int() })),
});
type Cursor = z.output<typeof cursorSchema>;

export interface MailDeps {
  readonly objects: Objects;
  readonly mapper: AclMapper;
  readonly inventory: Inventory;
}

/** Messages after which the place in a mailbox is kept. */
const BATCH = 50;
const MOST_HEADER_BYTES = 256 * 1024;

/**
 * Exported mail in a bucket: `.mbox` files, and `.eml` files of one message each, such as exports of IMAP folders are. Each message is a
 * document for those who sent and received it. A mailbox is read again when its object changes; what is not in it any more is removed.
 */
export function createMail({ bucket, prefix }: SourceOf<'mail'>, deps: MailDeps): Connector {
  return {
    async *changes(kept, signal) {
      const run: Run = { ...deps, bucket, signal, cursor: readCursor(cursorSchema, kept) ?? { boxes: {} } };
      const known = await knownRevisions(deps.inventory);
      const keys = new Set<string>();
      for await (const object of deps.objects.list(bucket, prefix, signal)) {
        keys.add(object.key);
        if (object.key.endsWith('.eml')) yield* letter(run, object, known.get(object.key));
        else if (object.key.endsWith('.mbox')) yield* mailbox(run, object);
      }
      // A mailbox that is gone is forgotten before its messages are removed: it may come back as it was.
      const boxes = Object.fromEntries(Object.entries(run.cursor.boxes).filter(([key]) => keys.has(key)));
      yield { kind: 'checkpoint', cursor: { boxes } satisfies Cursor };
      for (const externalId of known.keys()) if (!keys.has(keyOf(externalId))) yield { kind: 'delete', externalId };
    },
  };
}

interface Run extends MailDeps {
  readonly bucket: string;
  readonly signal: AbortSignal;
  cursor: Cursor;
}

/** A message of a mailbox is named by the mailbox and its own hash, which has no full stop in it. */
const messageIdOf = (key: string, bytes: Uint8Array): string => `${key}#${revisionOf(bytes)}`;
const keyOf = (externalId: string): string =>
  externalId.endsWith('.eml') ? externalId : externalId.slice(0, externalId.lastIndexOf('#'));

async function* letter(
  { objects, mapper, bucket, signal }: Run,
  object: StoredObject,
  known: string | undefined,
): AsyncIterable<Step> {
  const { key, etag, size } = object;
  const revision = revisionOf(etag, mapper.mark);
  if (revision === known) return;
  const pieces = size > MAX_BYTES ? undefined : await objects.open(bucket, key, signal);
  if (pieces) yield await messageStep(mapper, key, revision, await bytesOf(pieces), object.modifiedAt);
  else if (size > MAX_BYTES) yield { kind: 'skip', externalId: key, reason: 'it is too large' };
}

async function* mailbox(run: Run, { key, etag, modifiedAt }: StoredObject): AsyncIterable<Step> {
  const { objects, mapper, inventory, bucket, signal, cursor } = run;
  const state = revisionOf(etag, mapper.mark);
  if (cursor.boxes[key] === state) return;
  const pieces = await objects.open(bucket, key, signal);
  if (!pieces) return;
  const isResumed = cursor.at?.key === key && cursor.at.state === state;
  const done = isResumed ? (cursor.at?.messages ?? 0) : 0;
  if (!isResumed) {
    // Said before anything is done: a mailbox that goes back to what it was, after a run that broke off, has to be read again.
    const { [key]: _, ...boxes } = cursor.boxes;
    run.cursor = { boxes, at: { key, state, messages: 0 } };
    yield { kind: 'checkpoint', cursor: run.cursor };
  }
  const ids = new Set<string>();
  let count = 0;
  for await (const message of messagesOf(pieces, MAX_BYTES)) {
    const externalId = messageIdOf(key, message.bytes);
    ids.add(externalId);
    count += 1;
    if (count <= done) continue;
    yield await boxStep(mapper, externalId, message, modifiedAt);
    if (count % BATCH === 0)
      yield { kind: 'checkpoint', cursor: { boxes: run.cursor.boxes, at: { key, state, messages: count } } };
  }
  for await (const { externalId } of inventory.list(`${key}#`))
    if (!ids.has(externalId)) yield { kind: 'delete', externalId };
  run.cursor = { boxes: { ...run.cursor.boxes, [key]: state } };
  yield { kind: 'checkpoint', cursor: run.cursor };
}

async function boxStep(
  mapper: AclMapper,
  externalId: string,
  { bytes, isCut }: MboxMessage,
  modifiedAt: number,
): Promise<Step> {
  if (isCut) return { kind: 'skip', externalId, reason: 'it is too large' };
  return messageStep(mapper, externalId, revisionOf(bytes), bytes, modifiedAt);
}

async function messageStep(
  mapper: AclMapper,
  externalId: string,
  revision: string,
  body: Uint8Array,
  fallback: number,
): Promise<Step> {
  const { title, grant, sentAt } = await readHeader(body);
  const modifiedAt = Number.isFinite(sentAt) ? sentAt : fallback;
  return {
    kind: 'upsert',
    externalId,
    revision,
    title,
    contentType: 'message/rfc822',
    body,
    acl: mapper.acl(grant),
    modifiedAt,
  };
}

interface Header {
  readonly title: string;
  readonly grant: Grant | undefined;
  /** NaN where it does not say. */
  readonly sentAt: number;
}

/** Headers that name people who have the message; the last ones are added by the servers that delivered it. */
const deliveries = new Set(['delivered-to', 'x-original-to']);

async function readHeader(message: Uint8Array): Promise<Header> {
  const {
    subject,
    from,
    sender,
    to = [],
    cc = [],
    bcc = [],
    date,
    headers,
  } = await PostalMime.parse(headerOf(message));
  const named = [from, sender, ...to, ...cc, ...bcc].flatMap((address) => (address ? people(address) : []));
  const delivered = headers.filter(({ key }) => deliveries.has(key)).map(({ value }) => value.trim());
  const emails = [
    ...new Set([...named, ...delivered].map((email) => email.toLowerCase()).filter((email) => email.includes('@'))),
  ];
  const users: ExternalUser[] = emails.map((email) => ({ id: email, email }));
  const grant = users.length > 0 ? { users, groups: [], everyone: false } : undefined;
  return { title: subject?.trim() || 'Message without a subject', grant, sentAt: Date.parse(date ?? '') };
}

const people = ({ address, group }: Address): string[] => (group ? group.flatMap(people) : address ? [address] : []);

/** All before the first empty line: what a message holds says nothing of who may see it. */
function headerOf(message: Uint8Array): Uint8Array {
  const text = Buffer.from(message.buffer, message.byteOffset, Math.min(message.length, MOST_HEADER_BYTES)).toString(
    'latin1',
  );
  const end = text.search(/\r?\n\r?\n/);
  return message.subarray(0, end === -1 ? text.length : end + 4);
}
