import { variantsOf } from '../../../../../lambdas/rag/domain/retrieval/expand';
import { understand } from '../../../../../lambdas/rag/domain/retrieval/understand';

const read = (question: string, explicit = {}) => understand(question, explicit, () => 'en');
const at = (date: string) => Date.parse(date);

describe('filters in a question', () => {
  it.each([
    ['travel rules since 2024', 'travel rules', { from: at('2024-01-01') }],
    ['travel rules after 2023', 'travel rules', { from: at('2024-01-01') }],
    ['travel rules before 2023-05', 'travel rules', { to: at('2023-05-01') }],
    ['travel rules until 2023-05-10', 'travel rules', { to: at('2023-05-11') }],
    ['since 2022 before 2024 revenue', 'revenue', { from: at('2022-01-01'), to: at('2024-01-01') }],
    ['source:wiki travel', 'travel', { sources: ['wiki'] }],
    ['travel type:pdf source:a source:b', 'travel', { contentTypes: ['application/pdf'], sources: ['a', 'b'] }],
    ['travel since 2024-13', 'travel since 2024-13', {}],
    ['travel type:unknown resource:wiki', 'travel type:unknown resource:wiki', {}],
    ['the 2024 budget', 'the 2024 budget', {}],
  ])('of %j', (question, text, filters) => {
    expect(read(question)).toMatchObject({ text });
    expect(JSON.parse(JSON.stringify(read(question).filters))).toEqual(filters);
  });

  it('give way to those of the request, kind by kind', () => {
    const { filters } = read('travel since 2024 source:wiki', { to: 5 });
    expect(filters).toMatchObject({ sources: ['wiki'], to: 5, from: undefined });
    expect(read('travel source:wiki', { sources: ['mail'] }).filters.sources).toEqual(['mail']);
  });

  it('are searched for where there is nothing else', () => {
    expect(read('source:wiki').text).toBe('source:wiki');
  });
});

it.each([
  ['INV-2024-118', 'lookup'],
  ['"force majeure clause"', 'lookup'],
  ['travel', 'question'],
  ['What does a hotel cost?', 'question'],
])('takes %j for a %s', (question, intent) => {
  expect(read(question).intent).toBe(intent);
});

it.each([
  ['1. one\n2) two\n- three\n* four', ['one', 'two', 'three']],
  ['Hotels?\n\nhotels\nRooms for a night', ['Rooms for a night']],
  ['same\nSame!', ['same']],
  [`${'long '.repeat(200)}\nshort`, ['short']],
  ['', []],
])('reads other wordings from %j', (written, variants) => {
  expect(variantsOf(written, 'hotels')).toEqual(variants);
});
