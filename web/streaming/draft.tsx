import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Reviewer } from '../client/moderation';
import type { AuthoredPolicy, Trial } from '../client/streaming-client';
import { triedAt } from '../client/trial';
import type { ItemRef } from './item-view';
import { authorsOf, PolicyView } from './policy-view';
import { TrialView } from './trial-view';
import type { PoliciesState } from './use-policies';

export interface DraftProps {
  readonly draft: AuthoredPolicy;
  readonly trial: Trial | undefined;
  readonly state: PoliciesState;
  readonly reviewer: Reviewer;
  readonly onOpen: (item: ItemRef) => void;
}

/** What waits for a senior who has not written it, and what it would have made of recorded items. */
export function Draft({ draft, trial, state: { busy, approve, tryOut }, reviewer, onOpen }: DraftProps) {
  const isOwn = draft.author === reviewer.userId;
  const mayApprove = reviewer.isSenior && !isOwn;
  const why = isOwn ? 'A senior reviewer who has not written it' : 'A senior reviewer';
  return (
    <PolicyView
      title={`Draft of version ${draft.version}`}
      description={authorsOf(draft)}
      policy={draft.policy}
      actions={
        <SpaceBetween size="xs" alignItems="end">
          <SpaceBetween direction="horizontal" size="s">
            <Button loading={busy} onClick={() => void tryOut()}>
              Try the draft
            </Button>
            {mayApprove && (
              <Button variant="primary" loading={busy} onClick={() => void approve(draft)}>
                Approve the draft
              </Button>
            )}
          </SpaceBetween>
          <Box color="text-body-secondary">{triedAt(draft, trial)}</Box>
          {!mayApprove && <Box color="text-body-secondary">{why} has to approve the draft.</Box>}
        </SpaceBetween>
      }
    >
      {trial && <TrialView trial={trial} onOpen={onOpen} />}
    </PolicyView>
  );
}
