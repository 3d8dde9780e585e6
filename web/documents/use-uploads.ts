import { useCallback, useState } from 'react';
import type { Acl } from '../../lambdas/rag/domain/api/documents';
import { contentTypeOf } from '../client/document-form';
import type { RagClient } from '../client/rag-client';
import { messageOf } from './use-documents';

/** A file on its way. */
export interface Upload {
  readonly id: string;
  readonly title: string;
  /** Share that is sent, from 0 to 1. */
  readonly share: number;
  readonly status: 'sending' | 'sent' | 'failed';
  readonly problem?: string;
}

/** Files at once: the others wait. */
const AT_ONCE = 3;

export interface FileToUpload {
  readonly file: File;
  readonly title: string;
  readonly acl: Acl;
}

/** Uploads files, and says how far each of them is. */
export function useUploads(client: RagClient, onSent: () => void) {
  const [uploads, setUploads] = useState<readonly Upload[]>([]);

  const start = useCallback(
    async (files: readonly FileToUpload[]) => {
      const begun = files.map((one) => ({ ...one, id: crypto.randomUUID() }));
      setUploads(begun.map(({ id, title }) => ({ id, title, share: 0, status: 'sending' })));
      const change = (id: string, what: Partial<Upload>) =>
        setUploads((all) => all.map((one) => (one.id === id ? { ...one, ...what } : one)));
      const send = async ({ id, file, title, acl }: (typeof begun)[number]) => {
        try {
          const contentType = contentTypeOf(file.name);
          if (!contentType) throw new Error('This format is not read');
          const wanted = { title, contentType, acl, content: file, modifiedAt: file.lastModified };
          await client.upload(wanted, { onProgress: (share) => change(id, { share }) });
          change(id, { share: 1, status: 'sent' });
        } catch (error) {
          change(id, { status: 'failed', problem: messageOf(error) });
        }
        onSent();
      };
      const rest = begun.values();
      const worker = async () => {
        for (const one of rest) await send(one);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
    },
    [client, onSent],
  );
  return { uploads, start, busy: uploads.some(({ status }) => status === 'sending') };
}
