import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useState } from 'react';
import type { DocumentView } from '../../lambdas/rag/domain/api/documents';
import { audienceOf, classifications, failureOf, sizeOf } from '../client/document-form';
import { momentOf } from '../client/times';
import type { useDocuments } from './use-documents';

export type DocumentListProps = Pick<
  ReturnType<typeof useDocuments>,
  'documents' | 'problem' | 'refresh' | 'remove' | 'more'
>;

const states: Readonly<Record<DocumentView['status'], readonly [StatusIndicatorProps.Type, string]>> = {
  'awaiting-upload': ['pending', 'Not uploaded yet'],
  queued: ['pending', 'Waiting'],
  extracting: ['in-progress', 'Reading'],
  scanning: ['in-progress', 'Reading the scanned pages'],
  embedding: ['in-progress', 'Embedding'],
  indexing: ['in-progress', 'Indexing'],
  ready: ['success', 'Searchable'],
  failed: ['error', 'Not searchable'],
  deleting: ['in-progress', 'Deleting'],
  deleted: ['stopped', 'Deleted'],
};

function State({ document }: { readonly document: DocumentView }) {
  const [type, words] = states[document.status];
  const failure = failureOf(document);
  return (
    <>
      <StatusIndicator type={type}>{words}</StatusIndicator>
      {failure !== undefined && (
        <Box fontSize="body-s" color="text-body-secondary">
          {failure}
        </Box>
      )}
    </>
  );
}

const columns = (onDelete: (document: DocumentView) => void): TableProps.ColumnDefinition<DocumentView>[] => [
  { id: 'title', header: 'Title', isRowHeader: true, minWidth: 180, cell: ({ title }) => title },
  { id: 'status', header: 'Status', minWidth: 220, cell: (document) => <State document={document} /> },
  { id: 'audience', header: 'Who may see it', cell: audienceOf },
  {
    id: 'level',
    header: 'Classification',
    cell: ({ acl }) => classifications[acl.classification] ?? acl.classification,
  },
  { id: 'size', header: 'Size', minWidth: 110, cell: ({ size }) => sizeOf(size) },
  { id: 'uploaded', header: 'Uploaded', minWidth: 190, cell: ({ createdAt }) => momentOf(createdAt) },
  {
    id: 'actions',
    header: 'Actions',
    cell: (document) => (
      <Button
        variant="inline-link"
        disabled={document.status === 'deleting' || document.status === 'deleted'}
        ariaLabel={`Delete ${document.title}`}
        onClick={() => onDelete(document)}
      >
        Delete
      </Button>
    ),
  },
];

/** What the person uploaded, and what became of it. */
export function DocumentList({ documents, problem, refresh, remove, more }: DocumentListProps) {
  const [doomed, setDoomed] = useState<DocumentView>();
  const confirm = ({ documentId }: DocumentView) => {
    setDoomed(undefined);
    void remove(documentId);
  };
  return (
    <SpaceBetween size="m">
      {problem !== undefined && <Alert type="error">{problem}</Alert>}
      <Table
        items={documents ?? []}
        trackBy="documentId"
        loading={documents === undefined && problem === undefined}
        loadingText="Loading documents"
        columnDefinitions={columns(setDoomed)}
        wrapLines
        ariaLabels={{ tableLabel: 'Your documents' }}
        header={
          <Header
            variant="h2"
            actions={<Button iconName="refresh" ariaLabel="Look again" onClick={() => void refresh()} />}
          >
            Your documents
          </Header>
        }
        empty={<Box color="text-body-secondary">None yet.</Box>}
        footer={more && <Button onClick={() => void more()}>Show older ones</Button>}
      />
      {doomed && (
        <Modal
          visible
          header={`Delete ${doomed.title}?`}
          closeAriaLabel="Close"
          onDismiss={() => setDoomed(undefined)}
          footer={
            <SpaceBetween direction="horizontal" size="xs">
              <Button variant="link" onClick={() => setDoomed(undefined)}>
                Cancel
              </Button>
              <Button variant="primary" onClick={() => confirm(doomed)}>
                Delete
              </Button>
            </SpaceBetween>
          }
        >
          Nobody finds it any more, and the original is deleted as well. This cannot be undone.
        </Modal>
      )}
    </SpaceBetween>
  );
}
