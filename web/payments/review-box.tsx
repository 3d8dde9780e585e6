import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useRef, useState } from 'react';
import type { FraudClient, Review, Verdict } from '../client/fraud-client';
import { stepOf } from '../client/payments';
import { clockOf } from '../client/times';
import { useNow } from '../use-now';
import { ReviewHistory } from './review-history';

export interface ReviewBoxProps {
  readonly client: FraudClient;
  readonly review: Review;
  readonly userId: string;
  readonly busy: boolean;
  /** @returns whether the step was taken */
  readonly take: (step: () => Promise<Review>) => Promise<boolean>;
}

/** Reasons are at least so long. */
const SHORTEST_REASON = 3;

/** What people made of a payment, and what this person can do next: claim, decide, or appeal. */
export function ReviewBox({ client, review, userId, busy, take }: ReviewBoxProps) {
  const [reason, setReason] = useState('');
  const next = stepOf(review, userId, useNow());
  const { decisionId } = review;
  const isReason = reason.trim().length >= SHORTEST_REASON;
  const box = useRef<HTMLElement>(null);
  /** The button that had the focus may be gone afterwards, and with it the way around by keyboard. */
  const act = async (step: () => Promise<Review>): Promise<boolean> => {
    const isTaken = await take(step);
    box.current?.focus();
    return isTaken;
  };
  const claim = () => act(() => client.claim(decisionId));
  const give = async (step: () => Promise<Review>) => {
    if (await act(step)) setReason('');
  };
  const decide = (verdict: Verdict) => give(() => client.decideReview(decisionId, verdict, reason.trim()));
  return (
    <section ref={box} tabIndex={-1} aria-label="Review">
      <Container header={<Header variant="h3">Review</Header>}>
        <SpaceBetween size="m">
          <ReviewHistory review={review} userId={userId} />
          {next.step === 'none' && <Box>{next.why}</Box>}
          {next.step === 'claim' && (
            <Button variant="primary" loading={busy} onClick={() => void claim()}>
              Claim for 15 minutes
            </Button>
          )}
          {(next.step === 'decide' || next.step === 'appeal') && (
            <FormField
              label={next.step === 'decide' ? 'Reason' : 'Why somebody else should look'}
              constraintText="3 to 500 characters; it stays with the review"
            >
              <Textarea value={reason} onChange={({ detail }) => setReason(detail.value)} rows={2} />
            </FormField>
          )}
          {next.step === 'decide' && (
            <SpaceBetween direction="horizontal" size="s" alignItems="center">
              <Button disabled={!isReason} loading={busy} onClick={() => void decide('approve')}>
                Approve the payment
              </Button>
              <Button disabled={!isReason} loading={busy} onClick={() => void decide('decline')}>
                Decline the payment
              </Button>
              <Button variant="link" loading={busy} onClick={() => void claim()}>
                Claim longer
              </Button>
              <span role="timer">Yours for {clockOf(next.leftMs)}</span>
            </SpaceBetween>
          )}
          {next.step === 'appeal' && (
            <Button
              disabled={!isReason}
              loading={busy}
              onClick={() => void give(() => client.appeal(decisionId, reason.trim()))}
            >
              Appeal
            </Button>
          )}
        </SpaceBetween>
      </Container>
    </section>
  );
}
