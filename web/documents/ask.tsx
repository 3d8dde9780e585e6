import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import LiveRegion from '@cloudscape-design/components/live-region';
import PromptInput from '@cloudscape-design/components/prompt-input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import type { Citation, Sentence } from '../../lambdas/rag/domain/api/answers';
import type { RagAnswer } from '../client/rag-answer';
import type { RagClient } from '../client/rag-client';
import { stagesOf } from '../client/times';
import { Degraded, placeOf } from './notes';
import { useAnswer } from './use-answer';

export interface AskProps {
  readonly client: RagClient;
  readonly onOpen: (citation: Citation) => void;
}

/** A question, and the answer with what it is taken from. */
export function Ask({ client, onOpen }: AskProps) {
  const { asked, ask, stop } = useAnswer(client);
  const [text, setText] = useState('');
  const busy = asked?.answer.status === 'writing';
  const submit = () => {
    if (busy || text.trim() === '') return;
    void ask(text.trim());
    setText('');
  };
  return (
    <Container header={<Header variant="h2">Ask your documents</Header>}>
      <SpaceBetween size="l">
        <FormField stretch constraintText="Answers are taken from documents that you may see, and say from which.">
          <PromptInput
            ariaLabel="Question"
            placeholder="What would you like to know?"
            value={text}
            onChange={({ detail }) => setText(detail.value)}
            onAction={submit}
            actionButtonIconName="send"
            actionButtonAriaLabel="Ask"
            disableActionButton={busy || text.trim() === ''}
            secondaryActions={
              busy && (
                <Box padding={{ left: 'xs', bottom: 'xs' }}>
                  <Button iconName="status-stopped" onClick={stop}>
                    Stop
                  </Button>
                </Box>
              )
            }
          />
        </FormField>
        {asked && (
          <section aria-label="Answer">
            <SpaceBetween size="s">
              <Box variant="h3">{asked.question}</Box>
              <AnswerView answer={asked.answer} onOpen={onOpen} />
            </SpaceBetween>
          </section>
        )}
        <LiveRegion hidden>{announcementOf(asked?.answer)}</LiveRegion>
      </SpaceBetween>
    </Container>
  );
}

interface AnswerViewProps {
  readonly answer: RagAnswer;
  readonly onOpen: (citation: Citation) => void;
}

function AnswerView({ answer, onOpen }: AnswerViewProps) {
  const { status, sentences, citations, degraded, cached, timings, error } = answer;
  const byNumber = new Map(citations.map((citation) => [citation.n, citation]));
  const supported = sentences.filter(({ verdict }) => verdict === 'supported');
  const leftOut = sentences.filter(({ verdict }) => verdict !== 'supported');
  const cited = citations.filter(({ n }) => supported.some((sentence) => sentence.citations.includes(n)));
  const shown = cited.length > 0 ? cited : citations;
  return (
    <>
      <Degraded parts={degraded} />
      {error && <Alert type="error">{error.message}</Alert>}
      {status === 'unknown' && <Alert type="info">The documents that you may see do not say.</Alert>}
      <div className="text" data-testid="rag-answer" data-status={status}>
        {supported.map((sentence, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: sentences come in order and stay where they are
          <SentenceView key={index} sentence={sentence} byNumber={byNumber} onOpen={onOpen} />
        ))}
        {status === 'writing' && <StatusIndicator type="loading">Reading your documents</StatusIndicator>}
      </div>
      {leftOut.length > 0 && <LeftOut sentences={leftOut} />}
      {shown.length > 0 && <Sources citations={shown} onOpen={onOpen} />}
      {Object.keys(timings).length > 0 && (
        <Box color="text-body-secondary" fontSize="body-s">
          {cached && 'Answered before · '}
          {stagesOf(timings)}
        </Box>
      )}
    </>
  );
}

interface SentenceViewProps extends Pick<AnswerViewProps, 'onOpen'> {
  readonly sentence: Sentence;
  readonly byNumber: ReadonlyMap<number, Citation>;
}

function SentenceView({ sentence: { text, citations }, byNumber, onOpen }: SentenceViewProps) {
  const known = citations.flatMap((n) => byNumber.get(n) ?? []);
  return (
    <span>
      {text.replace(/\s*(\[\d+\])+(?=[.!?]?\s*$)/g, '')}{' '}
      {known.map((citation) => (
        <Button
          key={citation.n}
          variant="inline-link"
          ariaLabel={`Source ${citation.n}: ${citation.title}`}
          onClick={() => onOpen(citation)}
        >
          [{citation.n}]
        </Button>
      ))}{' '}
    </span>
  );
}

/** What the model wrote and no source says: not part of the answer, but not hidden either. */
function LeftOut({ sentences }: { readonly sentences: readonly Sentence[] }) {
  const count = sentences.length;
  return (
    <ExpandableSection headerText={`Left out: ${count} ${count === 1 ? 'sentence' : 'sentences'} without support`}>
      <ul>
        {sentences.map(({ text, verdict }) => (
          <li key={text}>
            {text}{' '}
            <Box variant="span" color="text-body-secondary">
              {verdict === 'uncited' ? 'It names no source.' : 'Its source does not say so.'}
            </Box>
          </li>
        ))}
      </ul>
    </ExpandableSection>
  );
}

function Sources({ citations, onOpen }: { readonly citations: readonly Citation[] } & Pick<AnswerViewProps, 'onOpen'>) {
  return (
    <nav aria-label="Sources">
      <Box variant="h4">Sources</Box>
      <ol className="sources">
        {citations.map((citation) => (
          <li key={citation.n} value={citation.n}>
            <Button variant="inline-link" onClick={() => onOpen(citation)}>
              {citation.title}
            </Button>
            <Box variant="span" color="text-body-secondary">
              {placeOf(citation) && ` · ${placeOf(citation)}`}
            </Box>
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** Said by screen readers: that an answer is on its way, and then the whole of it. */
function announcementOf(answer: RagAnswer | undefined): string {
  if (!answer) return '';
  if (answer.status === 'writing') return 'An answer is being written.';
  if (answer.status === 'failed') return 'The answer failed.';
  if (answer.status === 'unknown') return 'The documents that you may see do not say.';
  return `Answer: ${answer.sentences
    .filter(({ verdict }) => verdict === 'supported')
    .map(({ text }) => text)
    .join(' ')}`;
}
