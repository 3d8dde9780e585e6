import type { ChatApi } from './chat-api';
import { RequestError } from './chat-error';

/** A file to send along with a message. */
export interface UploadFile {
  readonly name: string;
  /** Such as `image/png`; the service looks at the content. */
  readonly contentType: string;
  readonly content: Blob;
}

/**
 * Uploads a file to where the API says.
 *
 * @returns the id under which a message brings it along
 * @throws RequestError
 */
export async function upload(api: ChatApi, { name, contentType, content }: UploadFile): Promise<string> {
  const { attachmentId, upload } = await api.createAttachment({ name, contentType, size: content.size });
  const form = new FormData();
  for (const [field, value] of Object.entries(upload.fields)) form.append(field, value);
  form.append('file', content);
  const response = await fetch(upload.url, { method: 'POST', body: form }).catch(() => {
    throw new RequestError('connection_lost', 'The file cannot be uploaded');
  });
  if (!response.ok) throw new RequestError('upload_refused', `The upload was refused: ${await response.text()}`);
  return attachmentId;
}
