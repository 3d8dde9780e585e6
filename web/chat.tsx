import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import LiveRegion from '@cloudscape-design/components/live-region';
import PromptInput, { type PromptInputProps } from '@cloudscape-design/components/prompt-input';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { type Answer, isOver, type Rating } from './client/answer';
import type { Remedy } from './client/chat-error';
import type { Person, SignIn } from './client/sign-in';
import { Conversations } from './conversations';
import { Details } from './details';
import { ExchangeView } from './exchange-view';
import type { Exchange } from './transcript';
import { useConversation } from './use-conversation';
import { useModels, useUsage } from './use-stage';

export interface ChatProps {
  readonly person: Person;
  readonly signIn: SignIn;
  readonly onSignedOut: () => void;
}

/** The conversation, what is known of it at the side, and the place to write. */
export function Chat({ person, signIn, onSignedOut }: ChatProps) {
  const conversation = useConversation(signIn);
  const { api, exchanges, conversationId, connection, send, stop, dismiss, startNew, open, rate } = conversation;
  const { models, model, setModel } = useModels(api);
  const [text, setText] = useState('');
  /** The message whose place the next one takes. */
  const [editOf, setEditOf] = useState<string>();
  const prompt = useRef<PromptInputProps.Ref>(null);
  const last = exchanges.at(-1);
  const busy = last !== undefined && !isOver(last.answer);
  const ended = exchanges.filter(({ answer }) => isOver(answer)).length;
  const usage = useUsage(api, ended);

  const submit = () => {
    if (busy || text.trim() === '') return;
    send(text, { model, editOf });
    write('');
  };
  const write = (words: string, messageId?: string) => {
    setText(words);
    setEditOf(messageId);
    prompt.current?.focus();
  };
  const stopLast = () => {
    if (last && busy) stop(last.answer.clientMessageId);
    prompt.current?.focus();
  };
  const remedy = ({ text: asked, answer }: Exchange, what: Remedy) => {
    if (what === 'sign-in') return onSignedOut();
    if (what === 'new-conversation') startNew();
    else dismiss(answer.clientMessageId);
    if (what === 'retry') send(asked, { model });
    else setText(asked);
    prompt.current?.focus();
  };
  const goTo = (id?: string) => {
    write('');
    if (id === undefined) startNew();
    else void open(id);
  };
  const onEscape = () => (busy ? stopLast() : editOf !== undefined && write(''));
  const onKeyDown = ({ key }: KeyboardEvent) => void (key === 'Escape' && onEscape());

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape is a shortcut for the stop button, wherever the focus is
    <div className="columns" onKeyDown={onKeyDown}>
      <main className="conversation">
        <Container
          fitHeight
          disableContentPaddings
          header={
            <Header
              variant="h1"
              actions={
                <Button iconName="add-plus" disabled={busy || exchanges.length === 0} onClick={() => goTo()}>
                  New conversation
                </Button>
              }
            >
              Conversation
            </Header>
          }
          footer={
            <FormField stretch constraintText={hintFor(busy, editOf !== undefined)}>
              <PromptInput
                ref={prompt}
                ariaLabel="Message"
                placeholder="Ask anything"
                value={text}
                onChange={({ detail }) => setText(detail.value)}
                onAction={submit}
                actionButtonIconName="send"
                actionButtonAriaLabel="Send message"
                disableActionButton={busy || text.trim() === ''}
                minRows={2}
                maxRows={8}
                autoFocus
                secondaryActions={
                  busy && (
                    <Box padding={{ left: 'xs', bottom: 'xs' }}>
                      <Button iconName="status-stopped" onClick={stopLast} disabled={last.answer.status === 'stopping'}>
                        Stop
                      </Button>
                    </Box>
                  )
                }
              />
            </FormField>
          }
        >
          <Transcript
            exchanges={exchanges}
            person={person}
            onRemedy={remedy}
            onRate={(answer, rating) => void rate(answer, rating)}
            onAgain={({ text: asked, answer }) => send(asked, { model, regenerate: answer.messageId })}
            onEdit={({ text: asked, answer }) => write(asked, answer.messageId)}
          />
        </Container>
        <LiveRegion hidden>{announcementOf(last)}</LiveRegion>
      </main>
      <div className="side">
        <Conversations
          api={api}
          current={conversationId}
          changes={`${conversationId} ${ended}`}
          disabled={busy}
          onOpen={goTo}
          onGone={() => goTo()}
        />
        <Details
          person={person}
          connection={connection}
          models={models}
          model={model}
          onModel={setModel}
          last={exchanges.findLast(({ answer }) => answer.done)?.answer.done}
          usage={usage}
        />
      </div>
    </div>
  );
}

function hintFor(busy: boolean, editing: boolean): string {
  if (busy) return 'Escape stops the answer.';
  if (editing) return 'This takes the place of your last message. Escape leaves it as it is.';
  return 'Enter sends, Shift and Enter starts a new line.';
}

interface TranscriptProps {
  readonly exchanges: readonly Exchange[];
  readonly person: Person;
  readonly onRemedy: (exchange: Exchange, remedy: Remedy) => void;
  readonly onRate: (answer: Answer, rating: Rating) => void;
  readonly onAgain: (exchange: Exchange) => void;
  readonly onEdit: (exchange: Exchange) => void;
}

function Transcript({ exchanges, person, onRemedy, onRate, onAgain, onEdit }: TranscriptProps) {
  const end = useFollowedEnd(exchanges);
  const last = exchanges.at(-1);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
    <section className="transcript" aria-label="Messages" tabIndex={0} ref={end}>
      {exchanges.length === 0 && (
        <div className="blank">
          <Box variant="h2" padding={{ bottom: 'xxs' }}>
            What would you like to know?
          </Box>
          <Box color="text-body-secondary">Answers appear here as they are written.</Box>
        </div>
      )}
      {exchanges.map((exchange) => (
        <ExchangeView
          key={exchange.answer.clientMessageId}
          exchange={exchange}
          person={person}
          onRemedy={(remedy) => onRemedy(exchange, remedy)}
          onRate={(rating) => onRate(exchange.answer, rating)}
          // Of an earlier message, all that was said since would go with it.
          onAgain={exchange === last ? () => onAgain(exchange) : undefined}
          onEdit={exchange === last ? () => onEdit(exchange) : undefined}
        />
      ))}
    </section>
  );
}

/** Keeps the end in view while an answer grows, unless the reader scrolled up. */
function useFollowedEnd(exchanges: readonly Exchange[]) {
  const element = useRef<HTMLElement>(null);
  const height = useRef(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: every change of what is shown may need scrolling
  useEffect(() => {
    const { current } = element;
    if (!current) return;
    const wasAtEnd = current.scrollTop + current.clientHeight >= height.current - 80;
    if (wasAtEnd) current.scrollTop = current.scrollHeight;
    height.current = current.scrollHeight;
  }, [exchanges]);
  return element;
}

/** Said by screen readers: that an answer is on its way, and then the whole of it; not every word as it comes. */
function announcementOf(last: Exchange | undefined): string {
  if (!last) return '';
  const { status, text } = last.answer;
  if (status === 'failed') return 'The answer failed.';
  if (status === 'stopped') return `Stopped. ${text}`;
  return status === 'done' ? `Answer: ${text}` : 'An answer is being written.';
}
