import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import type { Reviewer } from '../client/moderation';
import type { StreamingClient } from '../client/streaming-client';
import { Problem } from '../problem';
import { Draft } from './draft';
import type { ItemRef } from './item-view';
import { PolicyEditor } from './policy-editor';
import { authorsOf, PolicyView } from './policy-view';
import { usePolicies } from './use-policies';

export interface PoliciesProps {
  readonly client: StreamingClient;
  readonly reviewer: Reviewer;
  readonly onOpen: (item: ItemRef) => void;
}

/** What items are judged by, what somebody drafted and how it was tried, and writing another draft. */
export function Policies({ client, reviewer, onOpen }: PoliciesProps) {
  const state = usePolicies(client);
  const { known, written, problem, write } = state;
  if (!known) return problem ? <Problem problem={problem} /> : <Spinner size="large" />;
  const { current, unread, draft, trial } = known;
  const begin = () => write(JSON.stringify((draft ?? current).policy, undefined, 2));
  return (
    <SpaceBetween size="l">
      <Problem problem={problem} />
      {unread !== undefined && (
        <Alert type="warning" header={`Version ${unread} should hold, and cannot be read here`}>
          Everything waits for people until another draft is approved, or the version of the service is deployed that
          wrote it.
        </Alert>
      )}
      {draft && <Draft {...{ draft, trial, state, reviewer, onOpen }} />}
      <PolicyView
        title={unread === undefined ? `Policy that holds, version ${current.version}` : 'Policy to begin a draft with'}
        description={current.version === 0 ? 'What everybody has who has no policy of their own' : authorsOf(current)}
        policy={current.policy}
        actions={written === undefined && <Button onClick={begin}>{draft ? 'Edit the draft' : 'Write a draft'}</Button>}
      />
      {written !== undefined && <PolicyEditor state={state} text={written} />}
    </SpaceBetween>
  );
}
