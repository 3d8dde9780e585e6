import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import type { DecisionView } from '../../lambdas/fraud/domain/api/decision-view';
import type { FraudClient } from '../client/fraud-client';
import { moneyOf } from '../client/payments';
import { momentOf } from '../client/times';
import { Problem } from '../problem';
import { Contributions } from './contributions';
import { Linked } from './linked';
import { OutcomeOf, TruthOf } from './outcome';
import { ReviewBox } from './review-box';
import { useCase } from './use-case';

export interface CaseViewProps {
  readonly client: FraudClient;
  readonly decisionId: string;
  readonly userId: string;
  readonly currency: string;
  readonly onOpen: (decisionId: string) => void;
  readonly onClose: () => void;
  /** A step of its review was taken, or refused. */
  readonly onStep: () => void;
}

/** One decision: what it was about, why it was made so, what is linked to it, and what people made of it. */
export function CaseView({ client, decisionId, userId, currency, onOpen, onClose, onStep }: CaseViewProps) {
  const { view, linked, problem, busy, take } = useCase(client, decisionId, onStep);
  return (
    <Modal visible size="max" header="Payment" closeAriaLabel="Close" onDismiss={onClose}>
      <SpaceBetween size="l">
        <Problem problem={problem} />
        {!view && !problem && <Spinner size="large" />}
        {view && <Facts view={view} currency={currency} />}
        {view?.review && <ReviewBox {...{ client, userId, busy, take }} review={view.review} />}
        {view && <Explanation view={view} />}
        {linked && (
          <section aria-label="Linked payments">
            <Box variant="h3">Linked payments</Box>
            <Linked {...{ linked, currency, onOpen }} />
          </section>
        )}
        {view && <Features view={view} />}
      </SpaceBetween>
    </Modal>
  );
}

function Facts({ view, currency }: { readonly view: DecisionView; readonly currency: string }) {
  const { payment, decision, score, decidedAt, model, rules, degraded, feedback } = view;
  const text = (name: string) => String(payment[name] ?? '–');
  return (
    <KeyValuePairs
      columns={4}
      items={[
        { label: 'Decision', value: <OutcomeOf decision={decision} /> },
        { label: 'Amount', value: moneyOf(Number(payment.amount), currency) },
        { label: 'Score', value: score?.toFixed(4) ?? '–' },
        { label: 'Decided', value: momentOf(decidedAt) },
        ...['merchant', 'account', 'card', 'device'].map((name) => ({
          label: `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
          value: text(name),
        })),
        { label: 'Address', value: text('ip') },
        { label: 'Country', value: text('country') },
        { label: 'Turned out', value: <TruthOf fraud={feedback?.fraud} /> },
        { label: 'Model', value: model ? `${model.version}, ${model.ran}` : '–' },
        { label: 'Rules', value: `version ${rules.version}: ${rules.matched.join(', ') || 'none held'}` },
        { label: 'Rules in shadow', value: rules.shadow.join(', ') || '–' },
        { label: 'Left out', value: degraded.join(', ') || '–' },
      ]}
    />
  );
}

function Explanation({ view: { reasons, contributions, features } }: { readonly view: DecisionView }) {
  return (
    <section aria-label="Why">
      <Box variant="h3">Why</Box>
      {reasons.length === 0 && <Box color="text-body-secondary">It was approved: nothing spoke against it.</Box>}
      <ul className="reasons">
        {reasons.map(({ code, message }) => (
          <li key={code}>
            {message} <Box variant="code">{code}</Box>
          </li>
        ))}
      </ul>
      {contributions && contributions.length > 0 && <Contributions {...{ contributions, features }} />}
    </section>
  );
}

function Features({ view: { features } }: { readonly view: DecisionView }) {
  return (
    <ExpandableSection headerText="All features, as they were">
      <KeyValuePairs
        columns={4}
        items={Object.entries(features).map(([label, value]) => ({
          label,
          value: value === null ? '–' : String(value),
        }))}
      />
    </ExpandableSection>
  );
}
