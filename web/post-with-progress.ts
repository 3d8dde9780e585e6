import { formOf, type PostForm, uploadLost, uploadRefused } from './client/form-post';

/** Posts a form as only `XMLHttpRequest` can: it tells how much of it is sent. */
export const postWithProgress: PostForm = (post, onProgress, signal) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.upload.addEventListener('progress', ({ loaded, total, lengthComputable }) => {
      if (lengthComputable) onProgress?.(loaded / total);
    });
    request.addEventListener('load', () => {
      const { status, responseText } = request;
      if (status < 200 || status > 299) reject(uploadRefused(status, responseText));
      else resolve();
    });
    request.addEventListener('error', () => reject(uploadLost()));
    request.addEventListener('abort', () => reject(signal?.reason ?? uploadLost()));
    signal?.addEventListener('abort', () => request.abort(), { once: true });
    request.open('POST', post.url);
    request.send(formOf(post));
  });
