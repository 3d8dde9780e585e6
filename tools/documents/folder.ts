import { readdir, stat } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { type ContentType, MAX_BYTES } from '../../lambdas/rag/domain/document';
import { acceptedFiles, contentTypeOf, sizeOf, titleOf } from '../../web/client/document-form';
import type { Failure } from './outcome';

/** A file as it could be uploaded. */
export interface FolderFile {
  /** Below the folder, with `/` between its parts. */
  readonly path: string;
  readonly file: string;
  readonly title: string;
  readonly contentType: ContentType;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

/** A file that the service would refuse. */
export interface Refused {
  readonly path: string;
  readonly failure: Failure;
}

export interface Folder {
  readonly files: readonly FolderFile[];
  readonly refused: readonly Refused[];
}

/**
 * All files below a directory, in the order of their paths. What begins with a dot is passed over, and links are not followed.
 *
 * @throws Error when there is no such directory
 */
export async function readFolder(dir: string): Promise<Folder> {
  const entries = await readdir(dir, { withFileTypes: true, recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new Error(
      error.code === 'ENOTDIR' ? `${dir} is a file: name the folder that it is in` : `${dir} is not there`,
    );
  });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(dir, sep).length))
    .filter((path) => !path.split(sep).some((part) => part.startsWith('.')))
    .sort();
  const looked = await Promise.all(paths.map((path) => look(dir, path)));
  return {
    files: looked.filter((one): one is FolderFile => !('failure' in one)),
    refused: looked.filter((one): one is Refused => 'failure' in one),
  };
}

async function look(dir: string, local: string): Promise<FolderFile | Refused> {
  const [file, path] = [join(dir, local), local.replaceAll(sep, '/')];
  const { size, mtimeMs } = await stat(file);
  const contentType = contentTypeOf(basename(file));
  const refuse = (code: string, message: string) => ({ path, failure: { code, message } });
  if (!contentType) return refuse('wrong_type', `Its format is not read. Save it as one of ${endings}.`);
  if (size === 0) return refuse('empty', 'It is empty: it has no bytes.');
  if (size > MAX_BYTES)
    return refuse('too_large', `It has ${sizeOf(size)}, and ${sizeOf(MAX_BYTES)} are the most. Split it.`);
  return { path, file, title: titleOf(basename(file)), contentType, size, modifiedAt: Math.floor(mtimeMs) };
}

const endings = acceptedFiles.split(',').join(' ');
