import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import type { AuthoredPolicy, Policy } from '../client/streaming-client';
import { momentOf } from '../client/times';
import { ImageRules } from './image-rules';

export interface PolicyViewProps {
  readonly title: string;
  readonly description: string;
  readonly policy: Policy;
  readonly actions: ReactNode;
  /** What is known of it besides. */
  readonly children?: ReactNode;
}

/** Who wrote a policy, and who let it hold. */
export const authorsOf = ({ author, writtenAt, approvedBy, approvedAt }: AuthoredPolicy): string =>
  `Written by ${author} ${momentOf(writtenAt)}` +
  (approvedBy !== undefined && approvedAt !== undefined ? `, approved by ${approvedBy} ${momentOf(approvedAt)}` : '');

type Rule = Policy['rules'][number];
type Pattern = Policy['filters']['patterns'][number];

const ruleColumns: TableProps.ColumnDefinition<Rule>[] = [
  { id: 'category', header: 'Rule', isRowHeader: true, cell: ({ category }) => category },
  { id: 'severity', header: 'Severity, 1 to 5', cell: ({ severity }) => severity },
  { id: 'of', header: 'Broken by', cell: ({ of }) => (of === 'images' ? 'images alone' : 'texts and images') },
  { id: 'forbids', header: 'Forbids', cell: ({ forbids }) => forbids },
];

const patternColumns: TableProps.ColumnDefinition<Pattern>[] = [
  { id: 'text', header: 'Words', isRowHeader: true, cell: ({ text }) => <Box variant="code">{text}</Box> },
  { id: 'category', header: 'Rule', cell: ({ category }) => category },
  { id: 'action', header: 'Then', cell: ({ action }) => (action === 'reject' ? 'rejected' : 'passed on') },
];

const percent = (share: number) => `${Number((100 * share).toPrecision(3))} %`;

/** Thresholds of what decides by itself, and who looks at the rest. */
const thresholdsOf = ({ classifier, model, peopleFrom, audit }: Policy) => [
  {
    label: 'Classifier',
    value: `approves up to ${percent(classifier.approveTo)}, rejects from ${percent(classifier.rejectFrom)}`,
  },
  {
    label: 'Model',
    value: `approves from ${percent(model.approveFrom)}, rejects from ${percent(model.rejectFrom)} sure`,
  },
  {
    label: 'People decide',
    value: peopleFrom > 5 ? 'nothing by severity alone' : `from severity ${peopleFrom} on`,
  },
  {
    label: 'Blind audits',
    value: audit?.share ? `of ${percent(audit.share)} of what machines decide` : 'none',
  },
];

/** A policy as people read it, and the whole of it as it is written. */
export function PolicyView({ title, description, policy, actions, children }: PolicyViewProps) {
  const { rules, filters } = policy;
  return (
    <section aria-label={title}>
      <Container
        header={
          <Header variant="h2" description={description} actions={actions}>
            {title}
          </Header>
        }
      >
        <SpaceBetween size="m">
          {children}
          <KeyValuePairs columns={4} items={thresholdsOf(policy)} />
          <Table
            variant="embedded"
            items={rules}
            trackBy="category"
            columnDefinitions={ruleColumns}
            wrapLines
            contentDensity="compact"
            ariaLabels={{ tableLabel: `${title}: rules` }}
          />
          <ImageRules title={title} rules={filters.images ?? []} />
          <ExpandableSection headerText={`Words that filters look for (${filters.patterns.length})`}>
            <Table
              variant="embedded"
              items={filters.patterns}
              trackBy="id"
              columnDefinitions={patternColumns}
              contentDensity="compact"
              ariaLabels={{ tableLabel: `${title}: words` }}
            />
          </ExpandableSection>
        </SpaceBetween>
      </Container>
    </section>
  );
}
