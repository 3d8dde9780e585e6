import fc from 'fast-check';
import { createModerated, HELD_BACK, type Rule } from '../../../../lambdas/chat/domain/moderation';
import type { ModelEvent, ModelRequest } from '../../../../lambdas/chat/domain/ports';
import { compilePattern } from '../../../../lambdas/chat/domain/rule-pattern';
import { end, ScriptedModel, type Step, text, toolUse, usage } from '../support/scripted-model';
import { small } from '../support/world';

const rule = (pattern: string): Rule => ({ name: 'r', reason: 'why', matches: compilePattern(pattern) });
const request: ModelRequest = {
  model: small,
  caller: { userId: 'alice', tier: 'paid' },
  messages: [{ role: 'user', text: 'hi' }],
  maxOutputTokens: 10,
};

async function run(rules: { input?: Rule[]; output?: Rule[] }, steps: Step[], more: Partial<ModelRequest> = {}) {
  const model = new ScriptedModel(() => steps);
  const moderated = createModerated(model, async () => ({ input: [], output: [], ...rules }));
  const events: ModelEvent[] = [];
  for await (const event of moderated.stream({ ...request, ...more }, new AbortController().signal)) events.push(event);
  const said = events.map((event) => (event.type === 'text' ? event.text : '')).join('');
  return { model, events, said, last: events.at(-1) };
}

test('what the user says is refused before a model is asked, and costs nothing', async () => {
  const { model, events } = await run({ input: [rule('secret')] }, [text('never')], { said: ['hi', 'my SECRET'] });
  expect(model.requests).toEqual([]);
  expect(events).toMatchObject([
    { type: 'text' },
    { type: 'end', reason: 'filtered', intervention: { reason: 'why', rule: 'r' } },
    { type: 'usage', inputTokens: 0, outputTokens: 0 },
  ]);
});

test('what a tool of the stage said is no word of the user', async () => {
  const toolResults = [{ id: '1', text: 'secret', failed: false }];
  const messages = [...request.messages, { role: 'user' as const, text: '', toolResults }];
  const { said } = await run({ input: [rule('secret')] }, [text('fine'), end()], { messages, said: undefined });
  expect(said).toBe('fine');
});

test('an answer passes as it is, whatever its pieces, when no rule matches it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ maxLength: 400 }), { maxLength: 10 }), async (pieces) => {
      const { said, last } = await run({ output: [rule('\\x{10FFFF}never')] }, [
        ...pieces.map(text),
        usage(1, 1),
        end(),
      ]);
      expect(said).toBe(pieces.join(''));
      expect(last).toEqual({ type: 'end', reason: 'stop' });
    }),
  );
});

test('no part of a match is sent, wherever it begins and however it comes', async () => {
  const word = fc.constantFrom('alpha', 'be', 'c', '\n', 'assembly');
  await fc.assert(
    fc.asyncProperty(
      fc.array(word, { maxLength: 150 }),
      fc.array(word, { maxLength: 20 }),
      fc.integer({ min: 1, max: 40 }),
      async (before, after, size) => {
        const answer = [...before, 'the launch code', ...after].join(' ');
        const pieces = Array.from({ length: Math.ceil(answer.length / size) }, (_, index) =>
          text(answer.slice(index * size, (index + 1) * size)),
        );
        const { said, events } = await run({ output: [rule('\\bthe launch code\\b')] }, [...pieces, end()]);
        expect(said).not.toMatch(/launch/);
        expect(events).toContainEqual({ type: 'end', reason: 'filtered', intervention: { reason: 'why', rule: 'r' } });
      },
    ),
  );
});

test('a rule on a word is none on the words that begin or end as it does', async () => {
  const words = `${'glass '.repeat(200)}assembly glass`;
  const { said } = await run({ output: [rule('\\bass\\b')] }, [...words].map(text).concat(end()));
  expect(said).toBe(words);
});

test('an answer without spaces is not held back for ever, and a call comes after what was said', async () => {
  const { events } = await run({ output: [rule('never')] }, [
    text('x'.repeat(3 * HELD_BACK)),
    toolUse('1', 't', {}),
    end(),
  ]);
  expect(events.map(({ type }) => type)).toEqual(['text', 'text', 'toolUse', 'end']);
});

/** Each makes a backtracking engine take longer than anyone waits. */
test.each(['(a+)+$', '(a|aa)+$', '(.*)*x', '(a|a?)+b', '([a-z]+)*[0-9]', '(x+x+)+y', '(.{1,40}){1,9}x'])(
  'the pattern %s is decided at once on a text made against it',
  (pattern) => {
    const hostile = `${'a'.repeat(24 * 1024)}!`;
    const started = performance.now();
    expect(compilePattern(pattern)(hostile)).toBe(false);
    expect(performance.now() - started).toBeLessThan(2_000);
  },
);

test('patterns mean what they mean to JavaScript, as far as both know them', () => {
  const piece = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '(a|bc)', '\\d', '\\bc', 'a+', 'b?', 'c{2}');
  fc.assert(
    fc.property(
      fc.array(piece, { minLength: 1, maxLength: 5 }),
      fc.stringMatching(/^[abc1 ]{0,12}$/),
      (pieces, sample) => {
        const pattern = `x?${pieces.join('')}`;
        fc.pre(!new RegExp(pattern, 'is').test(''));
        expect(compilePattern(pattern)(sample)).toBe(new RegExp(pattern, 'is').test(sample));
      },
    ),
  );
});
