import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { historyOf, type Reviewer } from '../client/moderation';
import type { ModerationReview, StreamingClient } from '../client/streaming-client';
import { momentOf } from '../client/times';
import { Problem } from '../problem';
import { ReviewBox } from './review-box';
import { ReviewImages } from './review-images';
import { SimilarItems } from './similar-items';
import { StandingOf } from './standing';
import { useReview } from './use-review';

export interface ReviewViewProps {
  readonly client: StreamingClient;
  readonly opened: ModerationReview;
  readonly reviewer: Reviewer;
  readonly onStep: () => void;
  readonly onClose: () => void;
}

/** One review: what was submitted, what was said of it so far, and what this person can do. */
export function ReviewView({ client, opened, reviewer, onStep, onClose }: ReviewViewProps) {
  const { review, problem, busy, take } = useReview(opened, onStep);
  const { userId } = reviewer;
  return (
    <Modal
      visible
      size="large"
      header={opened.status === 'audit' ? 'Blind audit' : 'Review'}
      closeAriaLabel="Close"
      onDismiss={onClose}
    >
      <SpaceBetween size="l">
        <Problem problem={problem} />
        <Submitted review={review} />
        <ReviewImages review={review} />
        {review.similar && <SimilarItems similar={review.similar} />}
        <ol className="history" aria-label="What happened">
          {historyOf(review, userId).map(({ at, text }) => (
            <li key={`${at} ${text}`}>
              <Box variant="span" color="text-body-secondary">
                {momentOf(at)}
              </Box>{' '}
              {text}
            </li>
          ))}
        </ol>
        <ReviewBox {...{ client, review, reviewer, busy, take }} />
      </SpaceBetween>
    </Modal>
  );
}

/** A person's own words are shown as text, and links as what they are: nobody is to follow them from here. */
function Submitted({ review }: { readonly review: ModerationReview }) {
  const { content, severity, policy, verdict, rulings } = review;
  const decision = (rulings.at(-1) ?? verdict)?.decision;
  const isAudit = review.status === 'audit';
  return (
    <SpaceBetween size="m">
      <blockquote className="text submitted">
        {content.text || <Box color="text-body-secondary">No text is kept of it.</Box>}
      </blockquote>
      {content.links.map((link) => (
        <Box key={link} variant="code">
          {link}
        </Box>
      ))}
      <KeyValuePairs
        columns={4}
        items={[
          { label: 'Stands', value: <StandingOf of={{ status: review.status, ...(decision && { decision }) }} /> },
          ...(isAudit ? [] : [{ label: 'Severity, 1 to 5', value: severity }]),
          { label: 'Account', value: `${content.trust.ageDays} days old, ${content.trust.rejections} rejections` },
          { label: 'Judged by', value: `policy ${policy.id}, version ${policy.version}` },
        ]}
      />
    </SpaceBetween>
  );
}
