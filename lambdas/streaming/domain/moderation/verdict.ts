import type { ImageLabel } from '../images/image-facts';
import type { Bits64 } from './known/bits';
import type { Obfuscation } from './match/compare';

/** What is to be published. */
export interface Item {
  readonly itemId: string;
  readonly text?: string | undefined;
  readonly files?: readonly ItemFile[] | undefined;
  readonly author: {
    /** Days since the author's account was made. */
    readonly ageDays: number;
    /** How many of the author's items were rejected lately. */
    readonly rejections: number;
  };
}

export interface ItemFile {
  /** Of its bytes, as 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  /** Of an image that was decoded, as `known/perceptual-hash.ts` tells it. */
  readonly perceptualHash?: Bits64 | undefined;
  /** What a model saw in an image; none where it shows nothing that moderation is about. */
  readonly labels?: readonly ImageLabel[] | undefined;
  /** Why nothing is known of an image that was to be looked at. */
  readonly unseen?: 'image-not-screened' | 'image-refused' | 'image-not-labelled' | undefined;
}

/** `escalate`: held until a later tier decides. */
export const decisions = ['approve', 'reject', 'escalate'] as const;
export type Decision = (typeof decisions)[number];

export const filters = ['known-hashes', 'image-labels', 'patterns', 'links', 'spam', 'scripts', 'author'] as const;
export type FilterName = (typeof filters)[number];

export const reasonCodes = [
  ...['known-text', 'near-known-text', 'known-file', 'near-known-image', 'file-not-judged'],
  ...['image-label', 'image-not-screened', 'image-refused', 'image-not-labelled'],
  ...['words', 'possible-words', 'quoted-words', 'spam', 'possible-spam'],
  ...['blocked-link', 'shortened-link', 'lookalike-link', 'unlisted-link'],
  ...['mixed-scripts', 'uncovered-script', 'new-author', 'rejected-author', 'not-judged'],
] as const;
export type ReasonCode = (typeof reasonCodes)[number];

/** Severities of findings that no pattern gives one: what speaks for itself weighs more than what may be an accident. */
export const SURE = 3;
export const UNSURE = 1;

/** One thing that speaks against publishing at once. */
export interface Finding {
  readonly filter: FilterName;
  readonly action: 'reject' | 'escalate';
  readonly code: ReasonCode;
  /** Of the policy; absent where no rule was broken. */
  readonly category?: string | undefined;
  /** Pattern, list entry or signatures, for reviewers. */
  readonly by?: string | undefined;
  /** 1 to 5, as of patterns. */
  readonly severity: number;
  /** Where in the text, in UTF-16 code units. */
  readonly span?: { readonly from: number; readonly to: number } | undefined;
  readonly undone?: readonly Obfuscation[] | undefined;
}

/** What the author is told. */
export interface Reason {
  readonly code: ReasonCode;
  /** Of the policy's category. */
  readonly policyId?: string | undefined;
  /** A whole sentence in plain words. */
  readonly message: string;
}

/** What one filter said, in the order in which filters are asked. */
export interface Step {
  readonly tier: 1;
  readonly filter: FilterName;
  readonly outcome: 'clear' | 'reject' | 'escalate';
}

export interface Verdict {
  readonly itemId: string;
  readonly decision: Decision;
  readonly path: readonly Step[];
  /** The weightiest first; of an item that is approved none. */
  readonly reasons: readonly Reason[];
  readonly findings: readonly Finding[];
  readonly policy: { readonly id: string; readonly version: number; readonly hash: string };
}
