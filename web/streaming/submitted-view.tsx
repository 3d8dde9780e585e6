import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { imagesOf } from '../client/moderation';
import type { StreamingClient } from '../client/streaming-client';
import { ImageStanding } from './image-standing';
import { ItemView } from './item-view';
import type { Submitted } from './use-submissions';

export interface SubmittedViewProps {
  readonly client: StreamingClient;
  readonly submitted: Submitted;
}

const LONGEST = 80;

/** What becomes of something that was submitted on this page. */
export function SubmittedView({ client, submitted: { item, text, images } }: SubmittedViewProps) {
  const title = text || imagesOf(images.length);
  return (
    <section aria-label={`Verdict on: ${title.slice(0, 60)}`}>
      <Container
        header={<Header variant="h3">{title.length > LONGEST ? `${title.slice(0, LONGEST)}…` : title}</Header>}
      >
        <SpaceBetween size="m">
          {images.map(({ sha256, name }) => (
            <ImageStanding key={sha256} client={client} sha256={sha256} name={name} />
          ))}
          <ItemView client={client} item={item} />
        </SpaceBetween>
      </Container>
    </section>
  );
}
