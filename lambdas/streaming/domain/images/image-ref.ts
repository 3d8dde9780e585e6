/** An image of an organisation, which is named by a hash, so that no name lies in a key. */
export interface ImageRef {
  readonly orgHash: string;
  /** Of its bytes, as 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

const KEY = /^images\/([A-Za-z0-9_-]{22})\/([0-9a-f]{64})$/;

export const objectKey = ({ orgHash, sha256 }: ImageRef): string => `images/${orgHash}/${sha256}`;

/** Takes an object's key apart; undefined when it is no image's. */
export function parseObjectKey(key: string): ImageRef | undefined {
  const [, orgHash, sha256] = KEY.exec(key) ?? [];
  return orgHash && sha256 ? { orgHash, sha256 } : undefined;
}

/** Seconds for which a form is taken, and for which an address that shows an image can be followed. */
export const UPLOAD_SECONDS = 900;
export const LINK_SECONDS = 300;
