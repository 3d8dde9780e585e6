import { UNKNOWN } from '../../../../lambdas/rag/domain/answering/prompt';
import { answerResponse } from '../../../../lambdas/rag/domain/api/answers';
import type { Embedder } from '../../../../lambdas/rag/domain/ports';
import { Unavailable } from '../../../../lambdas/rag/domain/unavailable';
import { brakeFrom } from '../../../../lambdas/shared/domain/brake';
import { postEvent } from '../../chat/http/support/event';
import { invokeStreaming } from '../../chat/http/support/streaming';
import { alice } from '../../support/principals';
import { Library } from '../support/library';
import { repeating, SayingModel, wordEmbedder } from '../support/models';
import { eventsOf, queryApi } from '../support/query-api';
import { never } from '../support/retrieval';

const bob = { ...alice, userId: 'bob', groups: [] };
const QUESTION = 'What do hotels cost a night?';

function handbook(): Library {
  const library = new Library();
  library.add({
    documentId: 'travel',
    title: 'Travel',
    texts: ['Hotels cost up to 150 euros a night. Breakfast is extra.'],
  });
  library.add({ documentId: 'vacation', texts: ['Vacation is 28 days a year.'] });
  return library;
}
const saying = (text: string) => new SayingModel(() => text);
const ask = async (model: SayingModel, library = handbook()) => {
  const api = queryApi(library, { model });
  const { statusCode, body } = await api.answer({ question: QUESTION });
  return { ...api, statusCode, answer: answerResponse.parse(JSON.parse(body)) };
};

describe('a whole answer', () => {
  it('has sentences that their passages support, with quotes and links', async () => {
    const { statusCode, answer } = await ask(saying('Hotels cost up to 150 euros a night [1].'));
    expect(statusCode).toBe(200);
    expect(answer).toMatchObject({
      answerId: 'answer-1',
      status: 'answered',
      answer: 'Hotels cost up to 150 euros a night [1].',
      sentences: [{ text: 'Hotels cost up to 150 euros a night.', citations: [1], verdict: 'supported' }],
      citations: [
        {
          n: 1,
          documentId: 'travel',
          title: 'Travel',
          quote: 'Hotels cost up to 150 euros a night.',
          start: 0,
          end: 36,
          link: 'https://originals.example/travel/1',
        },
      ],
      degraded: [],
      cached: false,
    });
    expect(answer.usage.outputTokens).toBeGreaterThan(0);
  });

  it('leaves out what its passage does not say, and tells so', async () => {
    const { answer } = await ask(
      saying('Hotels cost up to 150 euros a night [1]. Hotels cost up to 250 euros [1]. Spas are free.'),
    );
    expect(answer.answer).toBe('Hotels cost up to 150 euros a night [1].');
    expect(answer.sentences.map(({ verdict }) => verdict)).toEqual(['supported', 'unsupported', 'uncited']);
    expect(answer.citations).toHaveLength(1);
  });

  it('finds the passage of a sentence that names none', async () => {
    const { answer } = await ask(saying('Vacation is 28 days a year.'));
    const [citation] = answer.citations;
    expect(citation).toMatchObject({ documentId: 'vacation' });
    expect(answer.answer).toBe(`Vacation is 28 days a year [${citation?.n}].`);
  });

  it.each([
    ['the model does not know', UNKNOWN],
    ['nothing of what it wrote is supported', 'Hotels are free [1]. Ask Bob [9].'],
    ['it wrote nothing', ''],
  ])('is "I don\'t know" when %s', async (_why, text) => {
    const { answer, store } = await ask(saying(text));
    expect(answer).toMatchObject({ status: 'unknown', answer: UNKNOWN, citations: [] });
    expect(answer.sentences.some(({ verdict }) => verdict === 'supported')).toBe(false);
    expect(store.entries).toEqual([]);
  });

  it('does not ask the model when nothing was found', async () => {
    const model = saying('Hotels cost 1 euro [1].');
    const { answer } = await ask(model, new Library());
    expect(answer).toMatchObject({ status: 'unknown', answer: UNKNOWN, sentences: [] });
    expect(model.prompts).toEqual([]);
  });

  it('is told to the audit by ids, never by its text', async () => {
    const { audited, published } = await ask(saying('Hotels cost up to 150 euros a night [1].'));
    expect(audited).toMatchObject([
      {
        action: 'answer.given',
        outcome: 'succeeded',
        details: { status: 'answered', documents: 'travel vacation', cited: 'travel', cached: false },
      },
    ]);
    expect(JSON.stringify([audited, published])).not.toMatch(/Hotels|euros/i);
    expect(published[0]).toMatchObject({ AnswersUnknown: 0, AnswersFailed: 0, Degraded: 0 });
  });
});

describe('a streamed answer', () => {
  const stream = async (model: SayingModel) => {
    const { answer } = queryApi(handbook(), { model });
    return answer({ question: QUESTION, stream: true });
  };

  it('comes sentence by sentence, each after its citations, and whole at the end', async () => {
    const text =
      'Hotels cost up to 150 euros a night [1]. Vacation is 28 days a year. Nonsense [1]. Breakfast is extra [1].';
    const { headers, body } = await stream(saying(text));
    expect(headers['content-type']).toMatch(/^text\/event-stream/);
    const events = eventsOf(body);
    expect(events.map(({ event }) => event)).toEqual([
      'citation',
      'sentence',
      'citation',
      'sentence',
      'sentence',
      'done',
    ]);
    expect(body).not.toContain('"text":"Nonsense.","citations":[1],"verdict":"supported"');
    const done = answerResponse.parse(events.at(-1)?.data);
    expect(done.sentences).toHaveLength(4);
  });

  it('has a status of its own when it fails before it begins', async () => {
    const { statusCode, body } = await stream(
      new SayingModel(() => Promise.reject(new Unavailable('model_unavailable', 'No'))),
    );
    expect(statusCode).toBe(503);
    expect(JSON.parse(body)).toMatchObject({ code: 'model_unavailable' });
  });

  it('ends with an error when it fails after that', async () => {
    const model = {
      model: 'breaking',
      async *stream() {
        yield { text: 'Hotels cost up to 150 euros a night [1]. And' };
        throw new Error('AccessDenied: secret reason');
      },
    };
    const { answer, audited, lines } = queryApi(handbook(), { model });
    const { body } = await answer({ question: QUESTION, stream: true });
    expect(eventsOf(body).map(({ event }) => event)).toEqual(['citation', 'sentence', 'error']);
    expect(eventsOf(body).at(-1)?.data).toMatchObject({ code: 'internal_error' });
    expect(body).not.toContain('secret reason');
    expect(lines.join()).toContain('secret reason');
    expect(audited).toMatchObject([{ action: 'answer.given', outcome: 'failed', details: { documents: 'travel' } }]);
  });

  it('stops the model when the reader goes away, and is told of', async () => {
    const stopped = Promise.withResolvers<void>();
    const model = {
      model: 'endless',
      async *stream(_prompt: unknown, signal: AbortSignal) {
        yield { text: 'Hotels cost up to 150 euros a night [1]. And' };
        signal.addEventListener('abort', () => stopped.resolve());
        await stopped.promise;
        signal.throwIfAborted();
      },
    };
    const { answers, audited } = queryApi(handbook(), { model });
    const { body, ended } = await invokeStreaming(answers, postEvent({ question: QUESTION, stream: true }));
    for await (const piece of body) if (String(piece).includes('event: sentence')) break;
    await stopped.promise;
    await ended.catch(() => undefined);
    expect(audited).toMatchObject([{ outcome: 'stopped', details: { documents: 'travel' } }]);
  });
});

describe('what is refused', () => {
  it.each([[{}], [{ question: '' }], [{ question: 'x', size: 99 }], [{ question: 'x', org: 'globex' }]])(
    '%j with 400',
    async (body) => {
      const { answer, audited } = queryApi(handbook());
      const { statusCode, body: text } = await answer(body);
      expect([statusCode, JSON.parse(text).code]).toEqual([400, 'invalid_request']);
      expect(audited).toEqual([]);
    },
  );

  it('anything while the brake is set, before a model is asked', async () => {
    const model = saying('Hotels [1].');
    const { answer, brake } = queryApi(handbook(), { model });
    brake.item = brakeFrom('budget', new Date());
    const { statusCode, body } = await answer({ question: QUESTION });
    expect([statusCode, JSON.parse(body).code]).toEqual([503, 'budget_exhausted']);
    expect(model.prompts).toEqual([]);
  });

  it('what the search cannot answer', async () => {
    const down = () => Promise.reject(new Error('down'));
    const { answer } = queryApi(handbook(), { retrieval: { index: { search: down, suggest: down } } });
    const { statusCode, body } = await answer({ question: QUESTION });
    expect([statusCode, JSON.parse(body).code]).toEqual([503, 'search_unavailable']);
  });
});

describe('cached answers', () => {
  const asked = { question: QUESTION };
  const answered = async (api: ReturnType<typeof queryApi>, who = alice, body: object = asked) =>
    answerResponse.parse(JSON.parse((await api.answer(body, who)).body));

  it('are given again to who may see their sources, without asking the model', async () => {
    const model = new SayingModel(repeating);
    const api = queryApi(handbook(), { model });
    const first = await answered(api);
    const second = await answered(api, bob, { question: 'what do hotels cost a night' });
    expect([first.cached, second.cached]).toEqual([false, true]);
    expect(second).toMatchObject({ answer: first.answer, citations: first.citations, usage: { outputTokens: 0 } });
    expect(model.prompts).toHaveLength(1);
    expect(api.audited[1]).toMatchObject({
      actor: { userId: 'bob' },
      details: { cached: true, documents: 'travel vacation' },
    });
  });

  it.each<[string, (library: Library) => void]>([
    [
      'a source is not for the viewer',
      (library) =>
        library.change('travel', { acl: { users: ['alice'], groups: [], everyone: false, classification: 0 } }),
    ],
    [
      'a source that it read and did not cite is not',
      (library) =>
        library.change('vacation', { acl: { users: [], groups: ['staff'], everyone: false, classification: 0 } }),
    ],
    [
      'a source has another version',
      (library) => library.add({ documentId: 'travel', texts: ['Hotels cost up to 160 euros a night.'] }),
    ],
    ['a source is being deleted', (library) => library.change('vacation', { status: 'deleting' })],
  ])('are not when %s', async (_why, change) => {
    const library = handbook();
    const api = queryApi(library);
    await answered(api);
    change(library);
    expect((await answered(api, bob)).cached).toBe(false);
  });

  it.each([
    [{ question: 'What do hotels cost in 2 nights?' }],
    [{ question: 'What do hotels not cost a night?' }],
    [{ question: QUESTION, size: 3 }],
    [{ question: QUESTION, filters: { sources: ['upload'] } }],
    [{ question: `${QUESTION} since 2020` }],
    [{ question: 'What do trains cost a mile?' }],
  ])('are not for %j', async (body) => {
    const api = queryApi(handbook());
    await answered(api);
    expect((await answered(api, bob, body)).cached).toBe(false);
  });

  it('are not when they are too old, nor in another organisation', async () => {
    const api = queryApi(handbook());
    await answered(api);
    expect((await answered(api, { ...alice, org: 'globex' })).cached).toBe(false);
    api.time.now += 60 * 60 * 1000 + 1;
    expect((await answered(api)).cached).toBe(false);
  });

  it('are not kept when they were made with less than all', async () => {
    const down = () => Promise.reject(new Error('down'));
    const api = queryApi(handbook(), { retrieval: { reranker: { model: 'broken', rerank: down } } });
    expect(await answered(api)).toMatchObject({ status: 'answered', degraded: ['rerank'] });
    expect(api.store.entries).toEqual([]);
  });

  it('do not stand in the way when they cannot be read or kept', async () => {
    const cache = { nearest: () => Promise.reject(new Error('down')), put: () => Promise.reject(new Error('down')) };
    const api = queryApi(handbook(), { answering: { cache } });
    expect(await answered(api)).toMatchObject({ status: 'answered', cached: false, degraded: [] });
  });

  it('are not waited for', async () => {
    const nearest = () => {
      queueMicrotask(() => api.watch.end('cache'));
      return never<never>();
    };
    const api: ReturnType<typeof queryApi> = queryApi(handbook(), {
      answering: { cache: { nearest, put: async () => undefined } },
    });
    expect(await answered(api)).toMatchObject({ status: 'answered', cached: false });
  });
});

describe('a permission that is taken away while the answer is written', () => {
  it('takes its document out of the rest of the answer', async () => {
    const library = handbook();
    const model = {
      model: 'slow',
      async *stream() {
        yield { text: 'Vacation is 28 days a year. Ho' };
        library.change('travel', { acl: { users: [], groups: [], everyone: false, classification: 3 } });
        yield { text: 'tels cost up to 150 euros a night [1]. ' };
      },
    };
    const { answer, store } = queryApi(library, { model });
    const { body } = await answer({ question: QUESTION, stream: true });
    expect(eventsOf(body).map(({ event }) => event)).toEqual(['citation', 'sentence', 'done']);
    expect(body).not.toContain('euros');
    expect(JSON.stringify(store.entries.map(({ sentences, citations }) => [sentences, citations]))).not.toContain(
      'euros',
    );
  });
});

it('judges reworded sentences by their meaning, where that can be had', async () => {
  const near: Embedder = { ...wordEmbedder, embed: async (texts: readonly string[]) => texts.map(() => [1, 0]) };
  const sentence = 'Rooms overnight may be 150 euros per night [1].';
  const api = (embedder: Embedder) => queryApi(handbook(), { model: saying(sentence), retrieval: { embedder } });
  expect(JSON.parse((await api(near).answer({ question: QUESTION })).body)).toMatchObject({ status: 'answered' });
  expect(JSON.parse((await api(wordEmbedder).answer({ question: QUESTION })).body)).toMatchObject({
    status: 'unknown',
  });
});
