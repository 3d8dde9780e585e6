import Box from '@cloudscape-design/components/box';
import type { Review } from '../client/fraud-client';
import { momentOf } from '../client/times';

export interface ReviewHistoryProps {
  readonly review: Review;
  readonly userId: string;
}

/** What people made of a payment, in its order. */
export function ReviewHistory({ review: { openedAt, first, appeal, second }, userId }: ReviewHistoryProps) {
  const who = (by: string) => (by === userId ? 'you' : by);
  const verdicts = { approve: 'Approved', decline: 'Declined' } as const;
  const steps = [
    { at: openedAt, text: 'Came up for review' },
    first && { at: first.at, text: `${verdicts[first.verdict]} by ${who(first.by)}: ${first.reason}` },
    appeal && { at: appeal.at, text: `Appeal by ${who(appeal.by)}: ${appeal.reason}` },
    second && {
      at: second.at,
      text: `${verdicts[second.verdict]} after the appeal by ${who(second.by)}: ${second.reason}`,
    },
  ].filter((step) => step !== undefined);
  return (
    <ol className="history" aria-label="What happened">
      {steps.map(({ at, text }) => (
        <li key={text}>
          <Box variant="span" color="text-body-secondary">
            {momentOf(at)}
          </Box>{' '}
          {text}
        </li>
      ))}
    </ol>
  );
}
