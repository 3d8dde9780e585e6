import './environment';
import '../../chat/http/support/streaming';
import { executionModeStreamifyResponse } from '@middy/core/StreamifyResponse';
import { type AnswerHandlerDeps, createAnswer } from '../../../../lambdas/rag/answer.handler';
import type { AnswerStore, CachedAnswer } from '../../../../lambdas/rag/domain/answer-cache';
import type { AnswerDeps } from '../../../../lambdas/rag/domain/answering/answer-question';
import type { TextModel } from '../../../../lambdas/rag/domain/ports';
import type { RetrieveDeps } from '../../../../lambdas/rag/domain/retrieval/retrieval';
import { createSearch } from '../../../../lambdas/rag/search.handler';
import { createSearchTool } from '../../../../lambdas/rag/search-tool.handler';
import type { AuditEntry } from '../../../../lambdas/shared/domain/audit-event';
import type { BrakeItem } from '../../../../lambdas/shared/domain/brake';
import type { Principal } from '../../../../lambdas/shared/domain/principal';
import type { StreamResponse } from '../../../../lambdas/shared/http';
import { httpRoute } from '../../../../lambdas/shared/http-route';
import { createMetrics } from '../../../../lambdas/shared/metrics';
import { httpEvent, postEvent } from '../../chat/http/support/event';
import { invokeStreaming } from '../../chat/http/support/streaming';
import { capturedLogger } from '../../support/captured-logger';
import { invoke } from '../../support/context';
import { alice } from '../../support/principals';
import type { Library } from './library';
import { repeating, SayingModel } from './models';
import { retrievalOf } from './retrieval';

/** Keeps every answer, and gives everyone the answers of everyone. */
export class UntrustedStore implements AnswerStore {
  readonly entries: CachedAnswer[] = [];

  async nearest() {
    return this.entries.toReversed();
  }

  async put(_who: unknown, entry: CachedAnswer) {
    this.entries.push(JSON.parse(JSON.stringify(entry)));
  }
}

export interface QueryApiOptions {
  readonly model?: TextModel;
  readonly retrieval?: Partial<RetrieveDeps>;
  readonly answering?: Partial<AnswerDeps>;
}

interface Json {
  readonly [name: string]: unknown;
}

/** The functions of the query side in their own pipelines, over a library, with fakes for what they reach. */
export function queryApi(library: Library, { model, retrieval = {}, answering = {} }: QueryApiOptions = {}) {
  const audited: AuditEntry[] = [];
  const published: Json[] = [];
  const brake: { item?: BrakeItem } = {};
  const store = new UntrustedStore();
  const { logger, lines } = capturedLogger();
  const metrics = createMetrics('rag', { stage: 'test', print: (line) => void published.push(JSON.parse(line)) });
  const { deps, watch, degraded } = retrievalOf(library, retrieval);
  const time = { now: 1_700_000_000_000 };
  const common = {
    retrieval: async () => deps,
    fusion: 'rrf' as const,
    brake: async () => brake.item,
    audit: { record: async (entry: AuditEntry) => void audited.push(entry) },
    metrics,
  };
  const writer = model ?? new SayingModel(repeating);
  let ids = 0;
  const answerDeps: AnswerHandlerDeps = {
    ...common,
    logger,
    newId: () => {
      ids += 1;
      return `answer-${ids}`;
    },
    model: writer.model,
    answering: async () => ({
      retrieval: deps,
      model: writer,
      fusion: 'rrf',
      cache: store,
      linkTo: async ({ documentId, liveVersion }) => `https://originals.example/${documentId}/${liveVersion}`,
      now: () => time.now,
      onCacheError: (error) => logger.warn('cache', { error }),
      ...answering,
    }),
  };
  const searching = httpRoute(logger).handler(createSearch(common));
  const answers = httpRoute<StreamResponse>(logger, {
    executionMode: executionModeStreamifyResponse,
    requestEnd: () => metrics.publish(),
  }).handler(createAnswer(answerDeps));
  const tool = createSearchTool(common);

  async function whole(response: Promise<unknown>) {
    const { statusCode, body } = (await response) as { statusCode: number; body: string };
    return { statusCode, body, json: JSON.parse(body) as Json };
  }
  return {
    ...{ audited, published, brake, store, lines, watch, degraded, time, answers, metrics },
    search: (body: unknown, who: Principal = alice) =>
      whole(invoke(searching, { ...postEvent(body, who), httpMethod: 'POST' })),
    suggest: (q: string | undefined, who: Principal = alice) =>
      whole(invoke(searching, httpEvent(q === undefined ? {} : { queryStringParameters: { q } }, who))),
    tool: (event: unknown) => tool(event),
    async answer(body: unknown, who: Principal = alice) {
      const response = await invokeStreaming(answers, postEvent(body, who));
      let text = '';
      for await (const piece of response.body) text += String(piece);
      await response.ended;
      return { statusCode: response.statusCode, headers: response.headers, body: text };
    },
  };
}

export interface ServerEvent {
  readonly event: string;
  readonly data: Json;
}

export const eventsOf = (body: string): ServerEvent[] =>
  body
    .split('\n\n')
    .filter((frame) => frame.startsWith('event: '))
    .map((frame) => {
      const [name = '', data = ''] = frame.split('\n');
      return { event: name.slice('event: '.length), data: JSON.parse(data.slice('data: '.length)) };
    });
