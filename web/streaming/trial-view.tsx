import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Trial } from '../client/streaming-client';
import { findingsOf, triedOn } from '../client/trial';
import type { ItemRef } from './item-view';
import { TrialChanges } from './trial-changes';

export interface TrialViewProps {
  readonly trial: Trial;
  readonly onOpen: (item: ItemRef) => void;
}

/** What a draft would have made of recorded items. */
export function TrialView({ trial, onOpen }: TrialViewProps) {
  const findings = findingsOf(trial);
  return (
    <section aria-label="Trial of the draft">
      <SpaceBetween size="s">
        <Header variant="h3">Trial of the draft</Header>
        {triedOn(trial).map((words) => (
          <Box key={words}>{words}</Box>
        ))}
        <TrialChanges changes={trial.changed} onOpen={onOpen} />
        <ExpandableSection headerText={`What its filters found (${findings.length})`}>
          {findings.length === 0 ? (
            <Box color="text-body-secondary">Nothing.</Box>
          ) : (
            <ul className="reasons" aria-label="What its filters found">
              {findings.map(([finding, cases]) => (
                <li key={finding}>
                  <Box variant="code">{finding}</Box> {cases.toLocaleString('en')}
                </li>
              ))}
            </ul>
          )}
        </ExpandableSection>
      </SpaceBetween>
    </section>
  );
}
