import { tierOf } from './moderation';
import type { ReviewedImage, SimilarItem } from './streaming-client';

/** In what way an earlier item is like the one that is looked at. */
export function likenessOf({ likeness, distance }: Pick<SimilarItem, 'likeness' | 'distance'>): string {
  if (likeness === 'same-words') return 'The same words';
  if (likeness === 'same-author') return 'The same author';
  return `Most of its words${distance === undefined ? '' : `: ${distance} of 64 bits differ`}`;
}

const said = ({ decision, category }: { readonly decision: string; readonly category?: string | undefined }) =>
  [decision === 'approve' ? 'approved' : 'rejected', category].filter(Boolean).join(', ');

const sources = { review: 'in a review', appeal: 'on an appeal', audit: 'in a blind audit' } as const;

/** What people found of an earlier item. */
export const foundOf = ({ found, source }: SimilarItem): string => `${said(found)}, ${sources[source]}`;

/** What had held of it until then. */
export const heldBefore = ({ before }: SimilarItem): string =>
  before ? `${tierOf(before.tier)} ${said(before)}` : 'Nothing was decided';

/** What a model saw in an image, or why none did. */
export function seenIn({ labels, reason }: ReviewedImage): readonly string[] {
  if (!labels) return reason === undefined ? [] : [reason];
  if (labels.length === 0) return ['The model saw nothing that moderation is about.'];
  return labels.map(({ name, confidence }) => `${name} ${confidence.toFixed(0)} %`);
}

/** An image's address while it holds; else why it cannot be shown. */
export type Showing = { readonly url: string } | { readonly why: string };

/** @param now milliseconds since the epoch */
export function showingOf({ status, link }: ReviewedImage, now: number): Showing {
  if (status === 'waiting') return { why: 'It was not uploaded yet, or waits for its turn.' };
  if (!link) return { why: 'It is not shown, since it was not taken.' };
  return link.expiresAt > now ? { url: link.url } : { why: 'Its address has ended: claim longer for a new one.' };
}
