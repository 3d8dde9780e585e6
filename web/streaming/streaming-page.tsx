import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import Modal from '@cloudscape-design/components/modal';
import Tabs, { type TabsProps } from '@cloudscape-design/components/tabs';
import { useMemo, useState } from 'react';
import type { Addresses } from '../client/pages';
import type { Person, SignIn } from '../client/sign-in';
import { rightsOf } from '../client/streaming';
import { type ModerationReview, StreamingClient } from '../client/streaming-client';
import { type ItemRef, ItemView } from './item-view';
import { LiveTab } from './live-tab';
import { Parked } from './parked';
import { Policies } from './policies';
import { ReviewView } from './review-view';
import { countOf, Reviews } from './reviews';
import { Submit } from './submit';
import { useGenerator } from './use-generator';
import { useLive } from './use-live';
import { useQueue } from './use-queue';
import { useSubmissions } from './use-submissions';

export interface StreamingPageProps {
  readonly person: Person;
  readonly signIn: SignIn;
  readonly apiUrl: string;
  readonly socketUrl: string;
  readonly apis: Addresses;
}

/** Streaming: what happens, what is submitted, what waits for a person, and what could not be understood. */
export function StreamingPage({ person: { userId, groups }, signIn, apiUrl, socketUrl, apis }: StreamingPageProps) {
  const client = useMemo(() => new StreamingClient({ baseUrl: apiUrl, token: () => signIn.token() }), [apiUrl, signIn]);
  const rights = useMemo(() => rightsOf(groups), [groups]);
  const { live, connection } = useLive(signIn, socketUrl, apis.ChatApiUrl);
  const generator = useGenerator(client);
  const submissions = useSubmissions(client, userId);
  const queue = useQueue(client, rights.moderates);
  const [item, setItem] = useState<ItemRef>();
  const [review, setReview] = useState<ModerationReview>();
  const reviewer = { userId, isSenior: rights.isSenior };
  const waiting = queue.reviews.data ?? [];

  const tabs: TabsProps.Tab[] = [
    // It stays where it is while another one is open: views that came meanwhile are in it.
    {
      id: 'live',
      label: 'Live',
      contentRenderStrategy: 'eager',
      content: <LiveTab {...{ live, connection, rights, generator }} onOpen={setItem} />,
    },
    { id: 'submit', label: 'Submit a text', content: <Submit {...{ client, submissions }} /> },
  ];
  if (rights.moderates)
    tabs.push(
      {
        id: 'reviews',
        label: waiting.length > 0 ? `Reviews (${countOf(waiting)})` : 'Reviews',
        content: <Reviews state={queue} reviewer={reviewer} onOpen={setReview} />,
      },
      { id: 'policy', label: 'Policy', content: <Policies {...{ client, reviewer }} onOpen={setItem} /> },
    );
  if (rights.operates) tabs.push({ id: 'parked', label: 'Parked', content: <Parked client={client} /> });
  return (
    <main className="documents">
      <ContentLayout header={<Header variant="h1">Streaming</Header>}>
        <Tabs
          ariaLabel="What to do with the stream"
          tabs={tabs.map((tab) => ({ contentRenderStrategy: 'active', ...tab }))}
        />
      </ContentLayout>
      {item && (
        <Modal visible size="large" header={item.id} closeAriaLabel="Close" onDismiss={() => setItem(undefined)}>
          <ItemView client={client} item={item} />
        </Modal>
      )}
      {review && (
        <ReviewView
          {...{ client, reviewer }}
          key={review.review}
          opened={review}
          onStep={queue.reviews.refresh}
          onClose={() => setReview(undefined)}
        />
      )}
    </main>
  );
}
