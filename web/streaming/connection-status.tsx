import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { ConnectionState } from '../client/chat-client';
import type { Connection } from './use-live';

const states: Readonly<Record<ConnectionState, readonly [StatusIndicatorProps.Type, string]>> = {
  idle: ['stopped', 'Not connected'],
  connecting: ['loading', 'Connecting'],
  open: ['success', 'Live'],
  lost: ['warning', 'Connection lost, trying again'],
};

const reasons: Readonly<Record<string, string>> = {
  slow_consumer: 'This page was too slow, and goes on where it was',
  token_expired: 'Your sign-in was renewed, and it goes on',
  signed_out: 'You are signed out: sign out in the menu at the top, and sign in again',
  unauthorized: 'You are signed out: sign out in the menu at the top, and sign in again',
};

export interface ConnectionStatusProps {
  readonly connection: Connection;
  readonly onRetry: () => void;
}

/** Whether what is shown is live, and what can be done where it is not. */
export function ConnectionStatus({ connection: { state, code = '' }, onRetry }: ConnectionStatusProps) {
  const [type, words] = states[state];
  return (
    <div role="status" aria-label="Connection">
      <SpaceBetween direction="horizontal" size="s" alignItems="center">
        <StatusIndicator type={type}>{(state !== 'open' && reasons[code]) || words}</StatusIndicator>
        {(state === 'lost' || (state === 'idle' && code !== '')) && (
          <Button variant="inline-link" onClick={onRetry}>
            Try now
          </Button>
        )}
      </SpaceBetween>
    </div>
  );
}
