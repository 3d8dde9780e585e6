import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { formOf, type ParkedRecord, parkedByOf, parkedReasonOf } from '../client/parked';
import type { StreamingClient } from '../client/streaming-client';
import { momentOf } from '../client/times';
import { Problem } from '../problem';
import { CorrectionForm } from './correction-form';
import { useParkedRecord } from './use-parked-record';

export interface ParkedViewProps {
  readonly client: StreamingClient;
  readonly id: string;
  readonly onPutBack: () => void;
  readonly onClose: () => void;
}

/** One parked record: why it was parked, what it is, and putting it back, corrected where it has to be. */
export function ParkedView({ client, id, onPutBack, onClose }: ParkedViewProps) {
  const { record, problem, busy, putBack } = useParkedRecord(client, id, onPutBack);
  return (
    <Modal visible size="large" header="Parked record" closeAriaLabel="Close" onDismiss={onClose}>
      <SpaceBetween size="l">
        <Problem problem={problem} />
        {!record && !problem && <Spinner size="large" />}
        {record && <Facts record={record} />}
        {record && !record.putBack && (
          <CorrectionForm before={formOf(record)} busy={busy} onPutBack={(correction) => void putBack(correction)} />
        )}
      </SpaceBetween>
    </Modal>
  );
}

function Facts({
  record: { reason, detail, by, arrivedAt, bytes, position, record, truncated, putBack },
}: {
  readonly record: ParkedRecord;
}) {
  return (
    <SpaceBetween size="m">
      {putBack && (
        <StatusIndicator type="success">{`Put back by ${putBack.by}, ${momentOf(Date.parse(putBack.at))}`}</StatusIndicator>
      )}
      <KeyValuePairs
        columns={3}
        items={[
          { label: 'Why', value: `${parkedReasonOf(reason)}: ${detail}` },
          { label: 'Parked by', value: parkedByOf(by) },
          { label: 'Came into the stream', value: momentOf(Date.parse(arrivedAt)) },
          { label: 'Size', value: `${bytes.toLocaleString('en')} bytes` },
          { label: 'Partition key', value: position.partitionKey },
          { label: 'Sequence number', value: position.sequenceNumber },
        ]}
      />
      <Box variant="h3">As it was sent</Box>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it can be scrolled, so the keyboard has to get there */}
      <section className="record" aria-label="Record as it was sent" tabIndex={0}>
        <pre>
          {indented(record)}
          {truncated && '…'}
        </pre>
      </section>
    </SpaceBetween>
  );
}

function indented(record: string): string {
  try {
    return JSON.stringify(JSON.parse(record), undefined, 2);
  } catch {
    return record;
  }
}
