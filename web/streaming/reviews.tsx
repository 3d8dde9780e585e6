import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { queuesFor, type Reviewer, stepOf } from '../client/moderation';
import { type ModerationReview, type Queue, queues } from '../client/streaming-client';
import { clockOf, momentOf } from '../client/times';
import { Problem } from '../problem';
import { useNow } from '../use-now';
import type { QueueState } from './use-queue';

export interface ReviewsProps {
  readonly state: QueueState;
  readonly reviewer: Reviewer;
  readonly onOpen: (review: ModerationReview) => void;
}

interface QueueWords {
  readonly name: string;
  readonly description: string;
  readonly empty: string;
}

const gravest = 'The gravest first; what you claim is yours for fifteen minutes.';
const queueWords: Readonly<Record<Queue, QueueWords>> = {
  moderators: { name: 'For moderators', description: gravest, empty: 'Nothing waits for a person.' },
  'senior-moderators': { name: 'Second appeals', description: gravest, empty: 'Nothing was appealed twice.' },
  audits: {
    name: 'Blind audits',
    description: 'Chance drew them from what machines decided. You are not told what that was, and it stays.',
    empty: 'Nothing waits for an audit.',
  },
};

/** What waits for a person, the gravest first. */
export function Reviews({ state: { queue, setQueue, reviews }, reviewer, onOpen }: ReviewsProps) {
  const now = useNow();
  const { data, problem, refresh } = reviews;
  const { description, empty } = queueWords[queue];
  return (
    <SpaceBetween size="l">
      <Problem problem={problem} />
      <Table
        items={data ?? []}
        trackBy="review"
        loading={data === undefined && problem === undefined}
        loadingText="Loading reviews"
        columnDefinitions={columnsOf({ queue, reviewer, onOpen }, now)}
        wrapLines
        contentDensity="compact"
        ariaLabels={{ tableLabel: 'Reviews' }}
        empty={<Box color="text-body-secondary">{empty}</Box>}
        header={
          <Header
            variant="h2"
            counter={data && `(${countOf(data)})`}
            description={description}
            actions={
              <SpaceBetween direction="horizontal" size="s">
                <SegmentedControl
                  label="Queue"
                  selectedId={queue}
                  options={queuesFor(reviewer).map((id) => ({ id, text: queueWords[id].name }))}
                  onChange={({ detail }) => {
                    const chosen = queues.find((each) => each === detail.selectedId);
                    if (chosen) setQueue(chosen);
                  }}
                />
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
  audit: 'a blind audit',
};

function columnsOf(
  { queue, reviewer, onOpen }: Pick<ReviewsProps, 'reviewer' | 'onOpen'> & Pick<QueueState, 'queue'>,
  now: number,
): TableProps.ColumnDefinition<ModerationReview>[] {
  // How grave a machine thought it to be would say what it decided.
  const graveness: TableProps.ColumnDefinition<ModerationReview>[] =
    queue === 'audits' ? [] : [{ id: 'severity', header: 'Severity, 1 to 5', cell: ({ severity }) => severity }];
  return [
    {
      id: 'text',
      header: 'Text',
      isRowHeader: true,
      minWidth: 200,
      cell: (review) => (
        <Button variant="inline-link" ariaLabel={`Look at ${textOf(review)}`} onClick={() => onOpen(review)}>
          {textOf(review)}
        </Button>
      ),
    },
    ...graveness,
    { id: 'for', header: 'For', minWidth: 120, cell: ({ status }) => forWords[status] ?? status },
    {
      id: 'since',
      header: 'Waiting since',
      minWidth: 190,
      cell: ({ content, appeals }) => momentOf(appeals.at(-1)?.at ?? content.receivedAt),
    },
    { id: 'who', header: 'Who', minWidth: 150, cell: (review) => stateOf(review, reviewer, now) },
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
