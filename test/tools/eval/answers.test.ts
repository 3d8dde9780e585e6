import { figuresOf, judge } from '../../../tools/eval/answers/judge';
import { examinationOf, type Question } from '../../../tools/eval/answers/questions';

const documents = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id, title: id, text: `The text of ${id}.\nIt goes on.` }));

test('what answers every fourth question is left out, and a question that this tears is not asked', () => {
  const queries = ['1', '2', '3', '4', '5'].map((id) => ({ id, text: `q${id}` }));
  const grades = new Map([
    ['1', new Map([['a', 1]])],
    [
      '2',
      new Map([
        ['b', 2],
        ['d', 1],
      ]),
    ],
    [
      '3',
      new Map([
        ['c', 1],
        ['d', 0],
      ]),
    ],
    [
      '4',
      new Map([
        ['d', 4],
        ['a', 0],
      ]),
    ],
    ['5', new Map([['e', 1]])],
  ]);
  const { questions, documents: left } = examinationOf({ name: '', documents, queries, grades }, 20);
  expect(questions.map(({ id, answerable }) => [id, answerable])).toEqual([
    ['1', true],
    ['3', true],
    ['5', true],
    ['4', false],
  ]);
  expect(left.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'e']);
  expect(examinationOf({ name: '', documents, queries, grades }, 2).questions).toHaveLength(2);
});

const place = { chunkId: '', version: 1, title: '', section: [], start: 0, end: 0 };
const citation = (n: number, documentId: string, quote: string) => ({ n, documentId, quote, ...place });
const sentence = (text: string, verdict: 'supported' | 'unsupported' | 'uncited', ...citations: number[]) => ({
  text,
  citations,
  verdict,
});
const documentOf = (documentId: string) => documents.find(({ id }) => `api-${id}` === documentId);
const question = (answerable: boolean): Question => ({ id: 'q', text: '', answerable, relevant: ['a'] });

const answer = {
  status: 'answered' as const,
  answer: 'One is so [1]. Two  is so [1][2]. Four goes. Five is gone [9].',
  citations: [
    citation(1, 'api-a', 'the TEXT  of a. It'),
    citation(2, 'api-b', 'never said'),
    citation(3, 'api-gone', 'The text'),
    citation(4, 'api-b', 'It goes on.'),
  ],
  sentences: [
    sentence('One is so.', 'supported', 1),
    sentence('Two is so.', 'supported', 1, 2),
    sentence('Four goes.', 'unsupported', 4),
    sentence('Three was left out.', 'supported', 3),
    sentence('Five is gone.', 'supported', 9),
    sentence('Nobody says so.', 'uncited'),
  ],
};

test('a sentence is faithful when it is in the answer, the documents have all of its quotes, and verification supports it', () => {
  const judged = judge(question(true), answer, documentOf, 5);
  expect(judged).toMatchObject({
    answered: true,
    sentences: 6,
    cited: 5,
    supported: 4,
    shown: 4,
    quoted: 2,
    faithful: 1,
  });
  expect(judged).toMatchObject({ citations: 4, relevant: 1, ms: 5 });
});

test('shares are of what they are shares of, and of nothing there is none', () => {
  const refusal = { status: 'unknown' as const, answer: '', sentences: [], citations: [] };
  const judged = [
    judge(question(true), answer, documentOf, 10),
    judge(question(true), refusal, documentOf, 20),
    judge(question(false), refusal, documentOf, 30),
  ];
  expect(figuresOf(judged)).toEqual({
    answerable: { questions: 2, answered: 0.5 },
    unanswerable: { questions: 1, refused: 1 },
    sentences: { cited: 5, uncited: 1, supported: 0.8, shown: 4, quoted: 0.5, faithful: 0.25 },
    citations: { count: 4, relevant: 0.25 },
    p50Ms: 20,
    p95Ms: 30,
    meanSentences: 6,
  });
  expect(figuresOf([judge(question(false), refusal, documentOf, 1)])).toMatchObject({
    answerable: { questions: 0, answered: null },
    sentences: { faithful: null },
  });
});
