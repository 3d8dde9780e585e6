import Box from '@cloudscape-design/components/box';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useCallback, useState } from 'react';
import { imageStandingOf } from '../client/moderation';
import { adviceOn } from '../client/streaming';
import type { ImageView, StreamingClient } from '../client/streaming-client';
import { Problem } from '../problem';
import { type Polled, usePolled } from '../use-polled';

/** A look takes a second or two; a model that does not answer is asked again for minutes. */
const SOON_MS = 1_000;
const LATER_MS = 30_000;

export interface ImageStandingProps {
  readonly client: StreamingClient;
  readonly sha256: string;
  readonly name: string;
}

/** Where an image stands that was submitted. */
export function ImageStanding({ client, sha256, name }: ImageStandingProps) {
  const [isLookedAt, setLookedAt] = useState(false);
  const { data, problem }: Polled<ImageView> = usePolled(
    useCallback(
      async (signal) => {
        const image = await client.image(sha256, signal);
        setLookedAt(image.status !== 'waiting');
        return image;
      },
      [client, sha256],
    ),
    isLookedAt ? LATER_MS : SOON_MS,
    adviceOn,
  );
  if (!data) return <Problem problem={problem} />;
  const { words, tone } = imageStandingOf(data);
  return (
    <Box>
      {name}: <StatusIndicator type={tone}>{words}</StatusIndicator>
    </Box>
  );
}
