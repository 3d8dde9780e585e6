import type { ChatApi } from './chat-api';
import { postForm } from './form-post';

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
  await postForm({ ...upload, content });
  return attachmentId;
}
