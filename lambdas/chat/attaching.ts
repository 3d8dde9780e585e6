import type { AttachmentFiles } from './adapters/attachment-files';
import type { AttachmentStore } from './adapters/attachment-store';
import type { Attachment } from './domain/attachments/attachment';
import { unsuitable } from './domain/attachments/suitable';
import type { Refusal } from './domain/errors';
import type { ModelSpec } from './domain/ports';

export type Attached =
  | { readonly ok: true; readonly attachments: readonly Attachment[] }
  | { readonly ok: false; readonly refusal: Refusal };

/** Whose attachments are sent where, and to what. */
export interface AttachRequest {
  readonly userId: string;
  readonly conversationId: string;
  readonly model: ModelSpec;
}

export interface Attaching {
  /** Looks at uploads by their content, before anything is admitted or stored. */
  inspect(request: AttachRequest, ids: readonly string[]): Promise<Attached>;
  /** Binds them to the conversation. @returns false when one is bound to another meanwhile, or gone */
  claim(request: AttachRequest, attachments: readonly Attachment[]): Promise<boolean>;
}

const refuse = (code: Refusal['code'], message: string): Attached => ({ ok: false, refusal: { code, message } });

/**
 * Takes uploads into a conversation. They are looked at here and not by the worker, so that who sends a wrong one is told at
 * once; the whole of each is read, since an archive has its directory at the end and a text may be none anywhere.
 */
export function createAttaching(
  store: Pick<AttachmentStore, 'find' | 'claim'>,
  files: Pick<AttachmentFiles, 'read'>,
): Attaching {
  async function one({ userId, conversationId }: AttachRequest, id: string): Promise<Attached> {
    const record = await store.find(userId, id);
    const foreign = record?.conversationId !== undefined && record.conversationId !== conversationId;
    const file = record && !foreign ? await files.read(userId, id) : undefined;
    if (!record || !file) return refuse('attachment_not_found', `You have no attachment ${id} for this conversation`);
    const { name, contentType } = record;
    // Loaded with the first upload: most messages bring none.
    const { inspect } = await import('./domain/attachments/inspect');
    const found = inspect(contentType, file.bytes);
    if (!found.ok) return refuse('attachment_invalid', `The attachment ${id} (${contentType}) ${found.problem}`);
    const { etag, bytes } = file;
    return { ok: true, attachments: [{ id, name, contentType, size: bytes.length, tokens: found.tokens, etag }] };
  }

  return {
    async inspect(request, ids) {
      const each = await Promise.all([...new Set(ids)].map((id) => one(request, id)));
      const refused = each.find(({ ok }) => !ok);
      if (refused) return refused;
      const attachments = each.flatMap((found) => (found.ok ? found.attachments : []));
      const refusal = unsuitable(request.model, attachments);
      return refusal ? { ok: false, refusal } : { ok: true, attachments };
    },

    async claim({ userId, conversationId }, attachments) {
      const claimed = await Promise.all(attachments.map(({ id }) => store.claim(userId, id, conversationId)));
      return claimed.every(Boolean);
    },
  };
}
