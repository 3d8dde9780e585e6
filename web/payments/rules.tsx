import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import type { AuthoredRules } from '../../lambdas/fraud/domain/api/rules';
import type { FraudClient } from '../client/fraud-client';
import { momentOf } from '../client/times';
import { Problem } from '../problem';
import { RuleEditor } from './rule-editor';
import { RuleList } from './rule-list';
import { type RulesState, useRules } from './use-rules';

export interface RulesProps {
  readonly client: FraudClient;
  readonly userId: string;
  readonly onOpen: (decisionId: string) => void;
}

/** Rules: what holds, what somebody drafted, and writing another draft. */
export function Rules({ client, userId, onOpen }: RulesProps) {
  const state = useRules(client);
  const { known, written, problem, write } = state;
  if (!known) return problem ? <Problem problem={problem} /> : <Spinner size="large" />;
  const { current, draft, features } = known;
  return (
    <SpaceBetween size="l">
      <Problem problem={problem} />
      {draft && <Draft draft={draft} state={state} userId={userId} />}
      <RuleList
        label="Rules that hold"
        rules={current.rules}
        header={
          <Header
            variant="h2"
            description={
              current.version === 0 ? 'What everybody has who has no rules of their own' : authorsOf(current)
            }
            actions={
              written === undefined && (
                <Button onClick={() => write((draft ?? current).rules)}>
                  {draft ? 'Edit the draft' : 'Edit the rules'}
                </Button>
              )
            }
          >
            Rules that hold, version {current.version}
          </Header>
        }
      />
      {written && <RuleEditor state={state} rules={written} features={features} onOpen={onOpen} />}
    </SpaceBetween>
  );
}

const authorsOf = ({ author, writtenAt, approvedBy, approvedAt }: AuthoredRules): string =>
  `Written by ${author} ${momentOf(writtenAt)}` +
  (approvedBy !== undefined && approvedAt !== undefined ? `, approved by ${approvedBy} ${momentOf(approvedAt)}` : '');

interface DraftProps {
  readonly draft: AuthoredRules;
  readonly state: RulesState;
  readonly userId: string;
}

/** What waits for somebody else to approve it. */
function Draft({ draft, state: { busy, approve }, userId }: DraftProps) {
  const isOwn = draft.author === userId;
  return (
    <RuleList
      label="Draft"
      rules={draft.rules}
      header={
        <Header
          variant="h2"
          description={authorsOf(draft)}
          actions={
            isOwn ? (
              <Box color="text-body-secondary">Somebody else of the risk team has to approve your draft.</Box>
            ) : (
              <Button variant="primary" loading={busy} onClick={() => void approve(draft)}>
                Approve the draft
              </Button>
            )
          }
        >
          Draft of version {draft.version}
        </Header>
      }
    />
  );
}
