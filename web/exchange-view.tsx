import Avatar from '@cloudscape-design/chat-components/avatar';
import ChatBubble from '@cloudscape-design/chat-components/chat-bubble';
import Box from '@cloudscape-design/components/box';
import ButtonGroup, { type ButtonGroupProps } from '@cloudscape-design/components/button-group';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { type Answer, isOver, type Rating } from './client/answer';
import type { Remedy } from './client/chat-error';
import type { Person } from './client/sign-in';
import { ErrorAlert } from './error-alert';
import type { Exchange } from './transcript';

export interface ExchangeViewProps {
  readonly exchange: Exchange;
  readonly person: Person;
  readonly onRemedy: (remedy: Remedy) => void;
  readonly onRate: (rating: Rating) => void;
  /** Has it answered anew; absent where that is not possible. */
  readonly onAgain?: (() => void) | undefined;
  /** Changes the message; absent where that is not possible. */
  readonly onEdit?: (() => void) | undefined;
}

/** A message and its answer, as far as it has come. */
export function ExchangeView({ exchange, person, onRemedy, ...actions }: ExchangeViewProps) {
  const { text, answer } = exchange;
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
          {over && answer.messageId !== undefined && <Actions rating={answer.rating} {...actions} />}
        </ChatBubble>
      )}
      {answer.error && <ErrorAlert error={answer.error} onRemedy={onRemedy} />}
    </>
  );
}

type ActionsProps = Pick<ExchangeViewProps, 'onRate' | 'onAgain' | 'onEdit'> & { readonly rating: Rating | undefined };

/** What a reader can do with an answer. */
function Actions({ rating, onRate, onAgain, onEdit }: ActionsProps) {
  const items: ButtonGroupProps.ItemOrGroup[] = [
    {
      type: 'group',
      text: 'Feedback',
      items: [
        {
          type: 'icon-toggle-button',
          id: 'up',
          text: 'Helpful',
          iconName: 'thumbs-up',
          pressedIconName: 'thumbs-up-filled',
          pressed: rating === 'up',
        },
        {
          type: 'icon-toggle-button',
          id: 'down',
          text: 'Not helpful',
          iconName: 'thumbs-down',
          pressedIconName: 'thumbs-down-filled',
          pressed: rating === 'down',
        },
      ],
    },
    ...(onAgain ? [{ type: 'icon-button', id: 'again', text: 'Answer again', iconName: 'refresh' } as const] : []),
    ...(onEdit ? [{ type: 'icon-button', id: 'edit', text: 'Edit the message', iconName: 'edit' } as const] : []),
  ];
  const act = ({ detail: { id } }: { readonly detail: ButtonGroupProps.ItemClickDetails }) => {
    if (id === 'up' || id === 'down') onRate(id);
    else if (id === 'again') onAgain?.();
    else onEdit?.();
  };
  return <ButtonGroup variant="icon" ariaLabel="Actions for this answer" items={items} onItemClick={act} />;
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
