import { contentOf } from '../../../lambdas/streaming/domain/cascade/content';
import { judgedByFilters } from '../../../lambdas/streaming/domain/cascade/judging';
import { topicKey } from '../../../lambdas/streaming/domain/live/topic-key';
import { createTellVerdicts, type TellingVerdictsDeps } from '../../../lambdas/streaming/telling-verdicts';
import { NOW } from './support/events';
import { ready, submitted, texts } from './support/moderation';

const caseOf = (org: string, content: string) =>
  judgedByFilters({ ...contentOf(submitted({ content, text: texts.rejected })), org }, ready, NOW).case;

function setUp(more: Partial<TellingVerdictsDeps> = {}) {
  const [added, ticked, warned]: [string[], string[], unknown[]] = [[], [], []];
  const tell = createTellVerdicts({
    watching: async () => new Set([topicKey({ org: 'acme', topic: 'verdicts' })]),
    add: async (org, verdicts) => void added.push(...verdicts.map(({ item }) => `${org} ${item}`)),
    tick: async (topics) => void ticked.push(...topics.map(({ org, topic }) => `${org} ${topic}`)),
    logger: { warn: (...said: unknown[]) => void warned.push(said) },
    ...more,
  });
  return { tell, added, ticked, warned };
}

it('tells those who watch of their own organisation’s verdicts, and asks nothing where there are none', async () => {
  const { tell, added, ticked } = setUp();
  await tell([caseOf('acme', 'a'), caseOf('globex', 'b'), caseOf('acme', 'c')]);
  expect([added, ticked]).toEqual([['acme a', 'acme c'], ['acme verdicts']]);
  const none = setUp({ watching: () => Promise.reject(new Error('asked')) });
  await none.tell([]);
  expect(none.warned).toEqual([]);
});

it.each<keyof TellingVerdictsDeps>(['watching', 'add', 'tick'])('a verdict holds though %s fails', async (part) => {
  const { tell, warned } = setUp({ [part]: () => Promise.reject(new Error('away')) });
  await tell([caseOf('acme', 'a')]);
  expect(warned).toHaveLength(1);
});
