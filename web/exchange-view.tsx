import Avatar from '@cloudscape-design/chat-components/avatar';
import ChatBubble from '@cloudscape-design/chat-components/chat-bubble';
import Box from '@cloudscape-design/components/box';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { type Answer, isOver } from './client/answer';
import type { Remedy } from './client/chat-error';
import type { Person } from './client/sign-in';
import { ErrorAlert } from './error-alert';
import type { Exchange } from './use-conversation';

export interface ExchangeViewProps {
  readonly exchange: Exchange;
  readonly person: Person;
  readonly onRemedy: (remedy: Remedy) => void;
}

/** A message and its answer, as far as it has come. */
export function ExchangeView({ exchange: { text, answer }, person, onRemedy }: ExchangeViewProps) {
  const over = isOver(answer);
  return (
    <>
      <ChatBubble
        type="outgoing"
        ariaLabel={`You: ${text}`}
        avatar={<Avatar ariaLabel={person.name} initials={person.name.slice(0, 2).toUpperCase()} />}
      >
        <div className="text">{text}</div>
      </ChatBubble>
      {(answer.text !== '' || !answer.error) && (
        <ChatBubble
          type="incoming"
          ariaLabel="Assistant"
          showLoadingBar={!over}
          avatar={<Avatar color="gen-ai" iconName="gen-ai" ariaLabel="Assistant" loading={!over} />}
        >
          {answer.tools.length > 0 && (
            <Box color="text-body-secondary" fontSize="body-s">
              Used {answer.tools.join(', ')}
            </Box>
          )}
          <div className="text" data-testid="answer" data-status={answer.status}>
            {answer.text || (over ? '' : 'Thinking…')}
          </div>
          {over && <Footnote answer={answer} />}
        </ChatBubble>
      )}
      {answer.error && <ErrorAlert error={answer.error} onRemedy={onRemedy} />}
    </>
  );
}

const finishes: Readonly<Record<string, string>> = {
  length: 'Cut off: the longest answer of this model is reached',
  filtered: "Withheld by the stage's rules",
};

/** What an answer cost, and why it is no longer, when it did not simply end. */
function Footnote({ answer: { status, done } }: { readonly answer: Answer }) {
  const note = done && finishes[done.finishReason];
  return (
    <Box color="text-body-secondary" fontSize="body-s" padding={{ top: 'xs' }}>
      {status === 'stopped' && <StatusIndicator type="stopped">Stopped by you</StatusIndicator>}
      {note !== undefined && <StatusIndicator type="warning">{note}</StatusIndicator>}
      {done && (
        <div>
          {done.model} · {done.usage.inputTokens.toLocaleString('en')} in,{' '}
          {done.usage.outputTokens.toLocaleString('en')} out tokens
          {done.latencyMs.firstToken !== null && ` · first word after ${Math.round(done.latencyMs.firstToken)} ms`}
        </div>
      )}
    </Box>
  );
}
