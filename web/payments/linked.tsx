import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { LinkedResponse } from '../../lambdas/fraud/domain/api/recent';
import { DecisionTable } from './decision-table';

export interface LinkedProps {
  readonly linked: LinkedResponse['linked'];
  readonly currency: string;
  readonly onOpen: (decisionId: string) => void;
}

const names: Readonly<Record<LinkedResponse['linked'][number]['kind'], string>> = {
  card: 'Card',
  account: 'Account',
  device: 'Device',
  ip: 'Address',
};

/** The last payments that were made with the same things. */
export function Linked({ linked, currency, onOpen }: LinkedProps) {
  return (
    <SpaceBetween size="xs">
      {linked.map(({ kind, id, decisions }) => {
        const title = `${names[kind]} ${id}`;
        if (decisions.length === 0)
          return (
            <Box key={kind} color="text-body-secondary">
              {title}: no other payment
            </Box>
          );
        return (
          <ExpandableSection key={kind} headerText={title} headerCounter={`(${decisions.length})`}>
            <DecisionTable
              label={`Payments with ${title}`}
              {...{ decisions, currency, onOpen }}
              empty="No other payment."
            />
          </ExpandableSection>
        );
      })}
    </SpaceBetween>
  );
}
