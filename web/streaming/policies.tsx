import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import type { Reviewer } from '../client/moderation';
import type { AuthoredPolicy, StreamingClient } from '../client/streaming-client';
import { momentOf } from '../client/times';
import { Problem } from '../problem';
import { PolicyEditor } from './policy-editor';
import { PolicyView } from './policy-view';
import { type PoliciesState, usePolicies } from './use-policies';

export interface PoliciesProps {
  readonly client: StreamingClient;
  readonly reviewer: Reviewer;
}

/** What texts are judged by, what somebody drafted, and writing another draft. */
export function Policies({ client, reviewer }: PoliciesProps) {
  const state = usePolicies(client);
  const { known, written, problem, write } = state;
  if (!known) return problem ? <Problem problem={problem} /> : <Spinner size="large" />;
  const { current, draft } = known;
  const begin = () => write(JSON.stringify((draft ?? current).policy, undefined, 2));
  return (
    <SpaceBetween size="l">
      <Problem problem={problem} />
      {draft && <Draft draft={draft} state={state} reviewer={reviewer} />}
      <PolicyView
        title={`Policy that holds, version ${current.version}`}
        description={current.version === 0 ? 'What everybody has who has no policy of their own' : authorsOf(current)}
        policy={current.policy}
        actions={written === undefined && <Button onClick={begin}>{draft ? 'Edit the draft' : 'Write a draft'}</Button>}
      />
      {written !== undefined && <PolicyEditor state={state} text={written} />}
    </SpaceBetween>
  );
}

const authorsOf = ({ author, writtenAt, approvedBy, approvedAt }: AuthoredPolicy): string =>
  `Written by ${author} ${momentOf(writtenAt)}` +
  (approvedBy !== undefined && approvedAt !== undefined ? `, approved by ${approvedBy} ${momentOf(approvedAt)}` : '');

interface DraftProps {
  readonly draft: AuthoredPolicy;
  readonly state: PoliciesState;
  readonly reviewer: Reviewer;
}

/** What waits for a senior who has not written it. */
function Draft({ draft, state: { busy, approve }, reviewer: { userId, isSenior } }: DraftProps) {
  const mayApprove = isSenior && draft.author !== userId;
  const why = draft.author === userId ? 'A senior reviewer who has not written it' : 'A senior reviewer';
  return (
    <PolicyView
      title={`Draft of version ${draft.version}`}
      description={authorsOf(draft)}
      policy={draft.policy}
      actions={
        mayApprove ? (
          <Button variant="primary" loading={busy} onClick={() => void approve(draft.version)}>
            Approve the draft
          </Button>
        ) : (
          <Box color="text-body-secondary">{why} has to approve the draft.</Box>
        )
      }
    />
  );
}
