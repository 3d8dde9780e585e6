import type { AuditLog } from '../shared/audit';
import type { Principal } from '../shared/domain/principal';
import { imageRef } from './adapters/image-items';
import type { ImageStore } from './adapters/image-store';
import { viewOf } from './domain/api/images';
import type { ReviewedImage } from './domain/api/moderation-reviews';
import { awaitsAudit, type ModerationCase } from './domain/cascade/moderation-case';
import { type ImageRef, LINK_SECONDS } from './domain/images/image-ref';

export interface ShowingImagesDeps {
  readonly store: Pick<ImageStore, 'findAll'>;
  readonly linkTo: (ref: ImageRef, type: string) => Promise<string>;
  readonly audit: AuditLog;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The images of an item, for who has claimed its review. */
export type ShowImages = (given: ModerationCase, viewer: Principal) => Promise<readonly ReviewedImage[]>;

/**
 * What is known of the images of a case, with an address of each for a few minutes. Only what was decoded has one: what only says that it is an
 * image may be a page that a browser would run. In a blind audit nobody is told what a model saw. Who was shown what is on the audit stream.
 */
export function createShowImages({ store, linkTo, audit, now }: ShowingImagesDeps): ShowImages {
  return async (given, viewer) => {
    const { content } = given;
    const isBlind = awaitsAudit(given);
    const names = [...new Set(content.images.map(({ sha256 }) => sha256))];
    const known = await store.findAll(names.map((name) => imageRef(content.org, name)));
    const images = await Promise.all(
      names.map(async (sha256): Promise<ReviewedImage> => {
        const facts = known.get(sha256);
        if (!facts) return { sha256, status: 'waiting' };
        const { status, reason } = viewOf(sha256, facts);
        const told = { sha256, status, ...(reason !== undefined && { reason }) };
        if (status !== 'screened') return told;
        const { labels, contentType } = facts;
        const url = await linkTo(imageRef(content.org, sha256), contentType);
        return {
          ...told,
          ...(labels && !isBlind && { labels }),
          link: { url, expiresAt: now() + LINK_SECONDS * 1_000 },
        };
      }),
    );
    const shown = images.filter(({ link }) => link).map(({ sha256 }) => sha256);
    if (shown.length > 0)
      await audit.record({
        ...{ design: 'streaming', action: 'moderation.images-shown', outcome: 'succeeded', actor: viewer },
        details: { item: content.id, version: content.version, images: shown.join(' ') },
      });
    return images;
  };
}
