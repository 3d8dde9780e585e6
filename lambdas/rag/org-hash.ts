import { sha256 } from '../shared/hash';
import type { DocumentKey } from './domain/original-key';

/** Stands for an organisation in keys of items and objects: 32 hexadecimal digits. */
export const orgHashOf = (org: string): string => sha256(org).slice(0, 32);

export const documentKeyOf = (org: string, documentId: string): DocumentKey => ({
  orgHash: orgHashOf(org),
  documentId,
});
