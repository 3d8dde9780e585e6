import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { type Outcome, outcomes } from '../client/payments';

const types: Readonly<Record<Outcome, StatusIndicatorProps.Type>> = {
  approve: 'success',
  review: 'pending',
  decline: 'stopped',
};

/** A decision in a word. */
export const OutcomeOf = ({ decision }: { readonly decision: Outcome }) => (
  <StatusIndicator type={types[decision]}>{outcomes[decision]}</StatusIndicator>
);

/** What a payment turned out to be. */
export function TruthOf({ fraud }: { readonly fraud: boolean | undefined }) {
  if (fraud === undefined) return '–';
  return fraud ? <StatusIndicator type="warning">Fraud</StatusIndicator> : 'Genuine';
}
