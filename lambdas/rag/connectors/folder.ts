import * as z from 'zod/mini';
import { type ContentType, MAX_BYTES } from '../domain/document';
import { type Connector, type Inventory, knownRevisions, missing, readCursor, type Step } from './connector';
import { type DeclaredAcl, parseAcl, readFrontMatter } from './folder-acl';
import { type AclMapper, revisionOf } from './identity';
import { bytesOf, type Objects, type StoredObject } from './objects';
import type { SourceOf } from './settings';

export interface FolderDeps {
  readonly objects: Objects;
  readonly mapper: AclMapper;
  readonly inventory: Inventory;
}

/** The last key that was looked at by a run which did not come to its end. */
const cursorSchema = z.object({ after: z.optional(z.string()) });

const contentTypes: Readonly<Record<string, ContentType>> = {
  md: 'text/markdown',
  markdown: 'text/markdown',
  txt: 'text/plain',
  html: 'text/html',
  htm: 'text/html',
  csv: 'text/csv',
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
};

const ACL_FILE = 'acl.json';
const BATCH = 25;

/**
 * Files of a bucket. Who may see a file is said by its front matter, or else by the nearest `acl.json` at or above it, in the
 * organisation's own names; where neither does, or what does is not understood, by nobody but the owner.
 */
export function createFolder({ bucket, prefix }: SourceOf<'folder'>, deps: FolderDeps): Connector {
  return {
    async *changes(kept, signal) {
      const { after = '' } = readCursor(cursorSchema, kept) ?? {};
      const { files, acls } = await listed(deps.objects, bucket, prefix, signal);
      const known = await knownRevisions(deps.inventory);
      for (const [index, file] of files.filter(({ key }) => key > after).entries()) {
        const step = await fileStep({ ...deps, bucket, signal }, file, nearest(acls, file.key), known.get(file.key));
        if (step) yield step;
        if ((index + 1) % BATCH === 0) yield { kind: 'checkpoint', cursor: { after: file.key } };
      }
      yield* missing(known, new Set(files.map(({ key }) => key)));
      yield { kind: 'checkpoint', cursor: {} };
    },
  };
}

interface AclFile {
  readonly etag: string;
  readonly acl: DeclaredAcl | undefined;
}

async function listed(objects: Objects, bucket: string, prefix: string, signal: AbortSignal) {
  const files: StoredObject[] = [];
  const acls = new Map<string, AclFile>();
  for await (const object of objects.list(bucket, prefix, signal)) {
    if (contentTypeOf(object.key)) files.push(object);
    if (nameOf(object.key) !== ACL_FILE) continue;
    const pieces = await objects.open(bucket, object.key, signal);
    const acl = pieces && parseAcl(new TextDecoder().decode(await bytesOf(pieces)));
    acls.set(folderOf(object.key), { etag: object.etag, acl });
  }
  // As strings compare, which is how the place in the list is found again.
  return { files: files.sort((a, b) => (a.key < b.key ? -1 : 1)), acls };
}

const nameOf = (key: string): string => key.slice(key.lastIndexOf('/') + 1);
/** With its last slash; empty at the top. */
const folderOf = (key: string): string => key.slice(0, key.lastIndexOf('/') + 1);
const contentTypeOf = (key: string): ContentType | undefined => {
  const extension = /\.([a-z]+)$/i.exec(nameOf(key))?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(contentTypes, extension) ? contentTypes[extension] : undefined;
};

function nearest(acls: ReadonlyMap<string, AclFile>, key: string): AclFile | undefined {
  for (let folder = folderOf(key); ; folder = folderOf(folder.slice(0, -1))) {
    const found = acls.get(folder);
    if (found || folder === '') return found;
  }
}

async function fileStep(
  { objects, mapper, bucket, signal }: FolderDeps & { readonly bucket: string; readonly signal: AbortSignal },
  { key, etag, size, modifiedAt }: StoredObject,
  folderAcl: AclFile | undefined,
  known: string | undefined,
): Promise<Step | undefined> {
  const revision = revisionOf(etag, folderAcl?.etag ?? '', mapper.mark);
  if (revision === known) return undefined;
  if (size > MAX_BYTES) return { kind: 'skip', externalId: key, reason: 'it is too large' };
  const pieces = await objects.open(bucket, key, signal);
  // Gone since it was listed: the next run sees that.
  if (!pieces) return undefined;
  const body = await bytesOf(pieces);
  const contentType = contentTypeOf(key) ?? 'text/plain';
  const said =
    contentType === 'text/markdown'
      ? readFrontMatter(new TextDecoder().decode(body))
      : { acl: 'none' as const, title: undefined };
  const declared = said.acl === 'none' ? folderAcl?.acl : said.acl === 'void' ? undefined : said.acl;
  const title = said.title ?? nameOf(key).replace(/\.[^.]+$/, '');
  return {
    kind: 'upsert',
    externalId: key,
    revision,
    title,
    contentType,
    body,
    acl: mapper.declared(declared),
    modifiedAt,
  };
}
