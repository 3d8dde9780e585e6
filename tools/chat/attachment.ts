import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { ContentType } from '../../lambdas/chat/domain/attachments/attachment';
import type { UploadFile } from '../../web/client/upload';

const office = 'application/vnd.openxmlformats-officedocument' as const;
const contentTypes: Readonly<Record<string, ContentType>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.pdf': 'application/pdf',
  '.docx': `${office}.wordprocessingml.document`,
  '.xlsx': `${office}.spreadsheetml.sheet`,
  '.txt': 'text/plain',
  '.md': 'text/markdown',
  '.csv': 'text/csv',
  '.html': 'text/html',
};

/** @throws Error for a file of a kind that no model takes, and for one that cannot be read */
export async function readAttachment(file: string): Promise<UploadFile> {
  const contentType = contentTypes[extname(file).toLowerCase()];
  if (!contentType) throw new Error(`${file}: expected a file that ends in ${Object.keys(contentTypes).join(' ')}`);
  return { name: basename(file), contentType, content: new Blob([new Uint8Array(await readFile(file))]) };
}
