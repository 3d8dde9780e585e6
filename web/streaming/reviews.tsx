import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { type Reviewer, stepOf } from '../client/moderation';
import { type ModerationReview, queues } from '../client/streaming-client';
import { clockOf, momentOf } from '../client/times';
import { Problem } from '../problem';
import { useNow } from '../use-now';
import type { QueueState } from './use-queue';

export interface ReviewsProps {
  readonly state: QueueState;
  readonly reviewer: Reviewer;
  readonly onOpen: (review: ModerationReview) => void;
}

const queueWords = { moderators: 'For moderators', 'senior-moderators': 'Second appeals' } as const;

/** What waits for a person, the gravest first. */
export function Reviews({ state: { queue, setQueue, reviews }, reviewer, onOpen }: ReviewsProps) {
  const now = useNow();
  const { data, problem, refresh } = reviews;
  return (
    <SpaceBetween size="l">
      <Problem problem={problem} />
      <Table
        items={data ?? []}
        trackBy="review"
        loading={data === undefined && problem === undefined}
        loadingText="Loading reviews"
        columnDefinitions={columnsOf({ reviewer, onOpen }, now)}
        wrapLines
        contentDensity="compact"
        ariaLabels={{ tableLabel: 'Reviews' }}
        empty={<Box color="text-body-secondary">Nothing waits for a person.</Box>}
        header={
          <Header
            variant="h2"
            counter={data && `(${countOf(data)})`}
            description="The gravest first; what you claim is yours for fifteen minutes."
            actions={
              <SpaceBetween direction="horizontal" size="s">
                {reviewer.isSenior && (
                  <SegmentedControl
                    label="Queue"
                    selectedId={queue}
                    options={queues.map((id) => ({ id, text: queueWords[id] }))}
                    onChange={({ detail }) => {
                      const chosen = queues.find((each) => each === detail.selectedId);
                      if (chosen) setQueue(chosen);
                    }}
                  />
                )}
                <Button iconName="refresh" ariaLabel="Look again" onClick={refresh} />
              </SpaceBetween>
            }
          >
            Reviews
          </Header>
        }
      />
    </SpaceBetween>
  );
}

const MOST_LISTED = 50;

/** How many wait; of very many only the first are listed. */
export const countOf = ({ length }: readonly ModerationReview[]): string =>
  length < MOST_LISTED ? String(length) : `${MOST_LISTED}+`;

const forWords: Readonly<Partial<Record<ModerationReview['status'], string>>> = {
  held: 'a first look',
  appealed: 'an appeal',
  escalated: 'a second appeal',
};

function columnsOf(
  { reviewer, onOpen }: Pick<ReviewsProps, 'reviewer' | 'onOpen'>,
  now: number,
): TableProps.ColumnDefinition<ModerationReview>[] {
  return [
    {
      id: 'text',
      header: 'Text',
      isRowHeader: true,
      cell: (review) => (
        <Button variant="inline-link" ariaLabel={`Look at ${textOf(review)}`} onClick={() => onOpen(review)}>
          {textOf(review)}
        </Button>
      ),
    },
    { id: 'severity', header: 'Severity, 1 to 5', cell: ({ severity }) => severity },
    { id: 'for', header: 'For', cell: ({ status }) => forWords[status] ?? status },
    {
      id: 'since',
      header: 'Waits since',
      cell: ({ content, appeals }) => momentOf(appeals.at(-1)?.at ?? content.receivedAt),
    },
    { id: 'who', header: 'Who', cell: (review) => stateOf(review, reviewer, now) },
  ];
}

const LONGEST = 80;

/** The beginning of what was submitted, or what else it is. */
function textOf({ content: { text, id, images } }: ModerationReview): string {
  if (text === '') return images.length > 0 ? `images of ${id}` : id;
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function stateOf(review: ModerationReview, reviewer: Reviewer, now: number): string {
  const next = stepOf(review, reviewer, now);
  if (next.step === 'decide') return `yours for ${clockOf(next.leftMs)}`;
  if (next.step === 'claim') return 'free';
  return review.claim && review.claim.until > now ? 'claimed by somebody else' : 'for somebody else';
}
