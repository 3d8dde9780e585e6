import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useRef } from 'react';
import { type Reviewer, stepOf } from '../client/moderation';
import type { ModerationReview, StreamingClient } from '../client/streaming-client';
import { clockOf } from '../client/times';
import { useNow } from '../use-now';
import { auditWords, FindingForm, reviewWords } from './finding-form';

export interface ReviewBoxProps {
  readonly client: StreamingClient;
  readonly review: ModerationReview;
  readonly reviewer: Reviewer;
  readonly busy: boolean;
  /** @returns whether the step was taken */
  readonly take: (step: () => Promise<ModerationReview>) => Promise<boolean>;
}

/** What this person can do with a review next: claim it, or decide it. */
export function ReviewBox({ client, review: shown, reviewer, busy, take }: ReviewBoxProps) {
  const next = stepOf(shown, reviewer, useNow());
  const box = useRef<HTMLElement>(null);
  const { review } = shown;
  /** The button that had the focus may be gone afterwards, and with it the way around by keyboard. */
  const act = async (step: () => Promise<ModerationReview>) => {
    await take(step);
    box.current?.focus();
  };
  const claim = () => void act(() => client.claim(review));
  return (
    <section ref={box} tabIndex={-1} aria-label="What you can do">
      <SpaceBetween size="m">
        {next.step === 'none' && <Box>{next.why}</Box>}
        {next.step === 'claim' && (
          <Button variant="primary" loading={busy} onClick={claim}>
            Claim for 15 minutes
          </Button>
        )}
        {next.step === 'decide' && (
          <SpaceBetween size="m">
            <FindingForm
              client={client}
              busy={busy}
              words={shown.status === 'audit' ? auditWords : reviewWords}
              onFound={(finding) => void act(() => client.decide(review, finding))}
            />
            <SpaceBetween direction="horizontal" size="s" alignItems="center">
              <span role="timer">Yours for {clockOf(next.leftMs)}</span>
              <Button variant="inline-link" loading={busy} onClick={claim}>
                Claim longer
              </Button>
            </SpaceBetween>
          </SpaceBetween>
        )}
      </SpaceBetween>
    </section>
  );
}
