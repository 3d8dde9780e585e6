/** API Gateway passes on a path as it was sent. @returns an empty text for what is no part of one */
export function decodedPart(text: string | undefined): string {
  try {
    return decodeURIComponent(text ?? '');
  } catch {
    return '';
  }
}
