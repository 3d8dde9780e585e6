import type { TranscriptLine } from '../../web/client/chat-api';
import { exchangesOf } from '../../web/transcript';

type Branch = TranscriptLine['branch'];

const said = (messageId: string, branch?: Branch): TranscriptLine[] => [
  { role: 'user', messageId, clientMessageId: messageId, text: `ask ${messageId}`, ...(branch && { branch }) },
  { role: 'assistant', messageId, clientMessageId: messageId, text: `answer ${messageId}`, status: 'done' },
];
const shown = (...lines: TranscriptLine[][]) => exchangesOf(lines.flat(), 'c').map(({ text }) => text.slice(4));

test('messages go on one after another', () => {
  expect(shown(said('1'), said('2'))).toEqual(['1', '2']);
});

test.each(['regenerate', 'edit'] as const)(
  'a message that is there to %s another takes its place and what followed',
  (kind) => {
    expect(shown(said('1'), said('2'), said('3'), said('4', { kind, messageId: '2' }))).toEqual(['1', '4']);
  },
);

test('a message after another goes on from there', () => {
  expect(shown(said('1'), said('2'), said('3', { kind: 'after', messageId: '1' }))).toEqual(['1', '3']);
});

test('a branch from a message that is shown no more goes on where the reader is', () => {
  const edit = said('2', { kind: 'edit', messageId: '1' });
  expect(shown(said('1'), edit, said('3', { kind: 'after', messageId: '1' }))).toEqual(['2', '3']);
});

test('an answer keeps its rating, and one that is missing is waited for', () => {
  const [question, answer] = said('1');
  const lines = [question, { ...answer, feedback: { rating: 'down' } }, said('2')[0]] as TranscriptLine[];
  const [first, second] = exchangesOf(lines, 'c');
  expect(first?.answer).toMatchObject({ status: 'done', rating: 'down', conversationId: 'c' });
  expect(second?.answer).toMatchObject({ status: 'waiting', text: '' });
});
