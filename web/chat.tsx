import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import LiveRegion from '@cloudscape-design/components/live-region';
import PromptInput, { type PromptInputProps } from '@cloudscape-design/components/prompt-input';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { isOver } from './client/answer';
import type { Remedy } from './client/chat-error';
import type { Person, SignIn } from './client/sign-in';
import { Details } from './details';
import { ExchangeView } from './exchange-view';
import { type Exchange, useConversation } from './use-conversation';
import { useModels, useUsage } from './use-stage';

export interface ChatProps {
  readonly person: Person;
  readonly signIn: SignIn;
  readonly onSignedOut: () => void;
}

/** The conversation, what is known of it at the side, and the place to write. */
export function Chat({ person, signIn, onSignedOut }: ChatProps) {
  const { api, exchanges, connection, send, stop, dismiss, startNew } = useConversation(signIn);
  const { models, model, setModel } = useModels(api);
  const [text, setText] = useState('');
  const prompt = useRef<PromptInputProps.Ref>(null);
  const last = exchanges.at(-1);
  const busy = last !== undefined && !isOver(last.answer);
  const usage = useUsage(api, exchanges.filter(({ answer }) => isOver(answer)).length);

  const submit = () => {
    if (busy || text.trim() === '') return;
    send(text, model);
    setText('');
  };
  const stopLast = () => {
    if (last && busy) stop(last.answer.clientMessageId);
    prompt.current?.focus();
  };
  const remedy = ({ text: asked, answer }: Exchange, what: Remedy) => {
    if (what === 'sign-in') return onSignedOut();
    if (what === 'new-conversation') startNew();
    else dismiss(answer.clientMessageId);
    if (what === 'retry') send(asked, model);
    else setText(asked);
    prompt.current?.focus();
  };
  const onKeyDown = ({ key }: KeyboardEvent) => void (key === 'Escape' && stopLast());

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
                <Button iconName="add-plus" disabled={busy || exchanges.length === 0} onClick={startNew}>
                  New conversation
                </Button>
              }
            >
              Conversation
            </Header>
          }
          footer={
            <FormField
              stretch
              constraintText={busy ? 'Escape stops the answer.' : 'Enter sends, Shift and Enter starts a new line.'}
            >
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
          <Transcript exchanges={exchanges} person={person} onRemedy={remedy} />
        </Container>
        <LiveRegion hidden>{announcementOf(last)}</LiveRegion>
      </main>
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
  );
}

interface TranscriptProps {
  readonly exchanges: readonly Exchange[];
  readonly person: Person;
  readonly onRemedy: (exchange: Exchange, remedy: Remedy) => void;
}

function Transcript({ exchanges, person, onRemedy }: TranscriptProps) {
  const end = useFollowedEnd(exchanges);
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
