import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import { seenIn, showingOf } from '../client/review-context';
import type { ReviewedImage } from '../client/streaming-client';

export interface ReviewImageProps {
  readonly image: ReviewedImage;
  /** From 1. */
  readonly number: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Whether what the model saw is told. */
  readonly isLabelled: boolean;
}

/** One image with what the model saw in it. It is loaded when somebody asks for it, and not before. */
export function ReviewImage({ image, number, now, isLabelled }: ReviewImageProps) {
  const [shownUrl, setShownUrl] = useState<string>();
  const [lostUrl, setLostUrl] = useState<string>();
  const showing = showingOf(image, now);
  const url = 'url' in showing && showing.url !== lostUrl ? showing.url : undefined;
  const why = 'why' in showing ? showing.why : 'It could not be loaded: claim longer for a new address.';
  return (
    <li className="review-image">
      {shownUrl !== undefined && (
        <img
          src={shownUrl}
          alt={`Submitted, number ${number}`}
          onError={() => {
            setLostUrl(shownUrl);
            setShownUrl(undefined);
          }}
        />
      )}
      <Button
        disabled={shownUrl === undefined && url === undefined}
        ariaLabel={`${shownUrl === undefined ? 'Show' : 'Hide'} image ${number}`}
        onClick={() => setShownUrl(shownUrl === undefined ? url : undefined)}
      >
        {shownUrl === undefined ? 'Show' : 'Hide'}
      </Button>
      {shownUrl === undefined && url === undefined && <Box>{why}</Box>}
      {isLabelled && (
        <ul className="reasons" aria-label={`What image ${number} shows`}>
          {seenIn(image).map((seen) => (
            <li key={seen}>{seen}</li>
          ))}
        </ul>
      )}
      <Box variant="code" fontSize="body-s">
        {image.sha256}
      </Box>
    </li>
  );
}
