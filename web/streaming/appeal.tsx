import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import type { Advice } from '../client/advice';
import { mayAppeal } from '../client/moderation';
import { adviceOn } from '../client/streaming';
import type { Item, StreamingClient } from '../client/streaming-client';
import { Problem } from '../problem';
import { isReason, reasonConstraint } from './reason';

export interface AppealProps {
  readonly client: StreamingClient;
  readonly item: Item;
  readonly onAppealed: () => void;
}

/** Has a rejection looked at by somebody else; not there where that cannot be. */
export function Appeal({ client, item, onAppealed }: AppealProps) {
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Advice>();
  if (!mayAppeal(item)) return <Problem problem={problem} />;
  const appeal = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      await client.appeal(item.id, item.version, reason.trim());
      setReason('');
    } catch (error) {
      setProblem(adviceOn(error));
    } finally {
      setBusy(false);
      onAppealed();
    }
  };
  return (
    <SpaceBetween size="s">
      <Problem problem={problem} />
      <FormField label="Why somebody else should look" constraintText={reasonConstraint}>
        <Textarea value={reason} rows={2} onChange={({ detail }) => setReason(detail.value)} />
      </FormField>
      <Button disabled={!isReason(reason)} loading={busy} onClick={() => void appeal()}>
        Appeal
      </Button>
    </SpaceBetween>
  );
}
