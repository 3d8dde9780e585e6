import { fromHex } from '../moderation/known/bits';
import type { ItemFile } from '../moderation/verdict';
import type { ImageFacts } from './image-facts';

/** What moderation judges an image by; of one that nothing is known of, that it is waited for. */
export function lookOf(facts: ImageFacts | undefined): Omit<ItemFile, 'sha256'> {
  if (!facts || facts.status === 'waiting') return { unseen: 'image-not-screened' };
  if (facts.status === 'refused') return { unseen: 'image-refused' };
  const { perceptualHash, labels } = facts;
  const look = perceptualHash === undefined ? {} : { perceptualHash: fromHex(perceptualHash) };
  return labels ? { ...look, labels } : { ...look, unseen: 'image-not-labelled' };
}
