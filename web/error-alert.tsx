import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { useEffect, useState } from 'react';
import { adviceFor, type ChatError, type Remedy } from './client/chat-error';
import { timeOf as clockTimeOf } from './client/times';

export interface ErrorAlertProps {
  readonly error: ChatError;
  readonly onRemedy: (remedy: Remedy) => void;
}

const labels: Readonly<Record<Remedy, string>> = {
  retry: 'Try again',
  wait: 'Edit the message',
  shorten: 'Edit the message',
  'choose-model': 'Edit the message',
  'new-conversation': 'Start a new conversation',
  'sign-in': 'Sign in',
};

/** What went wrong, what to do about it, and from when on that makes sense. */
export function ErrorAlert({ error, onRemedy }: ErrorAlertProps) {
  const { title, advice, remedy } = adviceFor(error);
  const seconds = useSecondsUntil(error.retryAt);
  const waits = remedy === 'retry' && seconds > 0;
  return (
    <div role="alert">
      <Alert
        type="error"
        header={title}
        action={
          <Button disabled={waits} onClick={() => onRemedy(remedy)}>
            {waits ? `Try again in ${seconds} s` : labels[remedy]}
          </Button>
        }
      >
        {advice}
        {error.retryAt !== undefined && ` You can try again ${timeOf(error.retryAt)}.`}
      </Alert>
    </div>
  );
}

const FAR_MS = 12 * 60 * 60_000;

/** The time of day, or for what is far away the day. */
function timeOf(epochMs: number): string {
  const time = new Date(epochMs);
  if (epochMs - Date.now() < FAR_MS) return `at ${clockTimeOf(epochMs)}`;
  return `on ${time.toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' })}`;
}

/** Whole seconds until a time, counted down; 0 when it has come or there is none. */
function useSecondsUntil(epochMs: number | undefined): number {
  const [now, setNow] = useState(Date.now);
  const seconds = epochMs === undefined ? 0 : Math.max(0, Math.ceil((epochMs - now) / 1000));
  const isWaiting = seconds > 0;
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [isWaiting]);
  return seconds;
}
