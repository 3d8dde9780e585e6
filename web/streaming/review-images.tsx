import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import type { ModerationReview } from '../client/streaming-client';
import { useNow } from '../use-now';
import { ReviewImage } from './review-image';

/** Images of what is reviewed: they may be hard to look at, so none is shown unasked. */
export function ReviewImages({ review: { content, images, status } }: { readonly review: ModerationReview }) {
  const now = useNow();
  const count = new Set(content.images.map(({ sha256 }) => sha256)).size;
  if (count === 0) return undefined;
  return (
    <section aria-label="Images">
      <Header
        variant="h3"
        counter={`(${count})`}
        description="They may be hard to look at: each is shown when you ask for it. An address of them holds for five minutes; who claims longer gets new ones."
      >
        Images
      </Header>
      {images ? (
        <ul className="review-images">
          {images.map((image, index) => (
            <ReviewImage
              key={image.sha256}
              image={image}
              number={index + 1}
              now={now}
              isLabelled={status !== 'audit'}
            />
          ))}
        </ul>
      ) : (
        <Box color="text-body-secondary">Who claims the review sees them; claim longer to see them again.</Box>
      )}
    </section>
  );
}
