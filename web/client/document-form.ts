import type { Acl, CreateDocumentRequest, DocumentView } from '../../lambdas/rag/domain/api/documents';

type ContentType = CreateDocumentRequest['contentType'];

/** Formats that are read, by the endings of files' names. */
const contentTypes: Readonly<Record<string, ContentType>> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  html: 'text/html',
  htm: 'text/html',
  md: 'text/markdown',
  markdown: 'text/markdown',
  txt: 'text/plain',
  csv: 'text/csv',
  eml: 'message/rfc822',
};

/** For a file field: what may be chosen. */
export const acceptedFiles = Object.keys(contentTypes)
  .map((ending) => `.${ending}`)
  .join(',');

/** The format that a file's name says; undefined for one that is not read. Browsers name types differently by system. */
export function contentTypeOf(name: string): ContentType | undefined {
  return contentTypes[/\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''];
}

/** A title for a file: its name without the ending. */
export const titleOf = (name: string): string => name.replace(/\.[^.]+$/, '').slice(0, 500) || name;

/** Who may see a document, as a person says it. */
export interface Access {
  readonly everyone: boolean;
  /** Names of groups, parted by commas. */
  readonly groups: string;
  readonly classification: number;
}

/** The owner is among those who may, whichever groups they are in. */
export const aclOf = (owner: string, { everyone, groups, classification }: Access): Acl => ({
  users: [owner],
  groups: [...new Set(groups.split(',').map((group) => group.trim()))].filter((group) => group !== ''),
  everyone,
  classification,
});

/** Names of the classifications, from 0. */
export const classifications = ['Public', 'Internal', 'Confidential', 'Secret'] as const;

/** Who may see a document, in words. */
export function audienceOf({ acl: { users, groups, everyone }, owner }: Pick<DocumentView, 'acl' | 'owner'>): string {
  if (everyone) return 'Everyone';
  const others = users.filter((user) => user !== owner).length;
  const people = others === 0 ? [] : [`${others} ${others === 1 ? 'other' : 'others'}`];
  return ['Owner', ...groups, ...people].join(', ');
}

/** Whether its state changes by itself: it is worth another look. */
export const isUnderWay = ({ status }: Pick<DocumentView, 'status'>): boolean =>
  !['ready', 'failed', 'deleted', 'awaiting-upload'].includes(status);

/** What would help, for the reasons that a person can do something about. */
const remedies: Readonly<Record<string, string>> = {
  empty: 'Upload a document with some text.',
  encrypted: 'Remove its password and upload it again.',
  too_large: 'Split it into smaller documents.',
  wrong_type: 'Upload it in the format that its name says.',
  malformed: 'Save it anew with the program that made it.',
  no_text: 'Upload a version with a text, not only with pictures.',
  too_many_chunks: 'Split it into smaller documents.',
  internal: 'Upload it again.',
};

/** Why a document cannot be searched, and what would help; undefined when nothing failed. */
export function failureOf({ failure }: Pick<DocumentView, 'failure'>): string | undefined {
  if (!failure) return undefined;
  const reason = /[.!?]$/.test(failure.message) ? failure.message : `${failure.message}.`;
  return [reason, remedies[failure.code]].filter(Boolean).join(' ');
}

/** How many bytes, for people. */
export function sizeOf(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
