import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Rule } from '../client/fraud-client';
import { Backtest } from './backtest';
import { RuleForm } from './rule-form';
import type { RulesState } from './use-rules';

export interface RuleEditorProps {
  readonly state: RulesState;
  readonly rules: readonly Rule[];
  /** Names that conditions may use. */
  readonly features: readonly string[];
  readonly onOpen: (decisionId: string) => void;
}

const newRule: Rule = { id: '', reason: '', when: '', outcome: 'review', mode: 'shadow' };

/** Writes rules, tries them on what happened, and makes a draft of them for somebody else to approve. */
export function RuleEditor({ state, rules, features, onOpen }: RuleEditorProps) {
  const { wrong, tested, busy, write, test, save } = state;
  const setAt = (index: number, rule: Rule) => write(rules.map((one, at) => (at === index ? rule : one)));
  return (
    <Container header={<Header variant="h2">Edit the rules</Header>}>
      <SpaceBetween size="m">
        {wrong?.index === undefined && wrong && <Alert type="error">{wrong.message}</Alert>}
        {rules.map((rule, index) => (
          <RuleForm
            // biome-ignore lint/suspicious/noArrayIndexKey: ids are what is being written, and nothing else tells rules apart
            key={index}
            rule={rule}
            problem={wrong?.index === index ? wrong : undefined}
            onChange={(changed) => setAt(index, changed)}
            onRemove={() => write(rules.filter((_, at) => at !== index))}
          />
        ))}
        <Button iconName="add-plus" onClick={() => write([...rules, newRule])}>
          Add a rule
        </Button>
        <ExpandableSection headerText="What conditions may name">
          <Box variant="code">
            payment.amount, payment.currency, payment.country, payment.merchant, payment.hour, score, lists.card,
            lists.account, lists.device, lists.ip, lists.merchant,{' '}
            {features.map((name) => `features.${name}`).join(', ')}
          </Box>
        </ExpandableSection>
        <SpaceBetween direction="horizontal" size="s">
          <Button loading={busy} onClick={() => void test(rules)}>
            Test on recorded decisions
          </Button>
          <Button variant="primary" loading={busy} onClick={() => void save(rules)}>
            Save as draft
          </Button>
          <Button variant="link" onClick={() => write(undefined)}>
            Discard
          </Button>
        </SpaceBetween>
        {tested && <Backtest tested={tested} onOpen={onOpen} />}
      </SpaceBetween>
    </Container>
  );
}
