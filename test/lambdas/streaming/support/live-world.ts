import './environment';
import type { SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { type Principal, principalToContext } from '../../../../lambdas/shared/domain/principal';
import { logContext } from '../../../../lambdas/shared/middleware/log-context';
import { principal, type WithPrincipal } from '../../../../lambdas/shared/middleware/principal';
import { type ConnectEvent, socketRoute } from '../../../../lambdas/shared/socket-route';
import { createLatestVerdicts } from '../../../../lambdas/streaming/adapters/latest-verdicts';
import { createLiveConnections } from '../../../../lambdas/streaming/adapters/live-connections';
import { createLiveRates } from '../../../../lambdas/streaming/adapters/live-rates';
import type { LiveSink } from '../../../../lambdas/streaming/adapters/live-sink';
import { createSendTicks } from '../../../../lambdas/streaming/adapters/live-ticks';
import { createLiveTopics } from '../../../../lambdas/streaming/adapters/live-topics';
import type { LiveFrame, LiveServerFrame } from '../../../../lambdas/streaming/domain/api/live';
import type { Change } from '../../../../lambdas/streaming/domain/features/change';
import { askRoute, createLiveAsk } from '../../../../lambdas/streaming/live-ask.handler';
import { createLiveConnect } from '../../../../lambdas/streaming/live-connect.handler';
import { createLiveDisconnect } from '../../../../lambdas/streaming/live-disconnect.handler';
import { createLivePublish } from '../../../../lambdas/streaming/live-publish.handler';
import { createLiveRefresh } from '../../../../lambdas/streaming/live-refresh.handler';
import { publish } from '../../../../lambdas/streaming/publishing';
import { createTell } from '../../../../lambdas/streaming/telling';
import { createWatching } from '../../../../lambdas/streaming/watching';
import { capturedLogger } from '../../support/captured-logger';
import { invoke, lambdaContext } from '../../support/context';
import { startTable } from '../../support/table';
import { NOW } from './events';
import { FifoQueue } from './fifo-queue';

export const SLOT_MS = 1_000;
const patience = { frames: 5, ms: 20_000 };
const minuteOf = (at: number) => Math.floor(at / 300_000);

type View = LiveFrame['view'];

export interface Delivered {
  readonly at: number;
  readonly frame: LiveServerFrame;
}

/**
 * Live views as they are deployed, over a table and with a clock of its own: counts of items are what the test says, frames are kept by
 * connection, and the queue delivers when its time has come.
 */
export async function startLiveWorld() {
  const table = await startTable(['pk', 'sk']);
  const { document } = table;
  let now = NOW;
  const clock = () => now;
  let run = 0;
  const queue = new FifoQueue(2 * SLOT_MS, clock);
  const values = new Map<string, number>();
  const frames = new Map<string, Delivered[]>();
  const ended = new Set<string>();
  /** Connections of which a handshake asked whether they are gone. */
  const asked: string[] = [];
  /** How a connection takes frames that is not as it should be. */
  const state = new Map<string, 'gone' | 'full' | 'broken'>();
  const failing = { views: false, queue: false };
  const { logger, lines } = capturedLogger();
  const metrics = { add: () => undefined };

  const sink: LiveSink = {
    async send(connectionId, frame) {
      const how = state.get(connectionId);
      if (how === 'broken') throw new Error('the API is away');
      if (how) return how;
      frames.set(connectionId, [...(frames.get(connectionId) ?? []), { at: now, frame }]);
      return 'sent';
    },
    end: async (connectionId) => void ended.add(connectionId),
  };
  const client = {
    async send({ input }: { readonly input: never }) {
      if (failing.queue) throw new Error('the queue is away');
      return queue.send(input);
    },
  } as unknown as SQSClient;
  const tick = createSendTicks({ client, url: 'q', slotMs: SLOT_MS, now: clock });
  const connections = createLiveConnections(document, table.name, clock);
  const topics = createLiveTopics(document, table.name, clock);
  const rates = createLiveRates(document, table.name, clock);
  const verdicts = createLatestVerdicts(document, table.name);
  const views = {
    lists: {
      head: async () => [],
      counts: async (of: readonly unknown[]) => of.map(() => 0),
    },
    async read(org: string, { id }: { readonly id: string }) {
      if (failing.views) throw new Error('the table of features is away');
      return [{ 'item.viewed@5': new Map([[minuteOf(now), values.get(`${org}/${id}`) ?? 0]]) }];
    },
    rates,
    verdicts,
    topics,
    now: clock,
  };
  const tell = createTell({
    watching: createWatching(topics.watched, clock),
    tick,
    rates,
    part: 0,
    now: clock,
    logger,
  });

  const connect = socketRoute<WithPrincipal<ConnectEvent>>(logger, () => ({ statusCode: 500 }))
    .use(principal(clock, () => ({ statusCode: 401 })))
    .handler(
      createLiveConnect({
        connections,
        mostConnections: 3,
        async isGone(connectionId) {
          asked.push(connectionId);
          if (state.get(connectionId) === 'broken') throw new Error('the API is away');
          return state.get(connectionId) === 'gone' || ended.has(connectionId);
        },
        now: clock,
        onError: (error) => logger.error('gone', error as Error),
      }),
    );
  const disconnect = socketRoute(logger, () => ({ statusCode: 500 })).handler(createLiveDisconnect({ connections }));
  const ask = askRoute(logger, { connections, now: clock }).handler(
    createLiveAsk({ ...views, connections, sink, tick, mostTopics: 4 }),
  );
  const publishing = middy<SQSEvent, SQSBatchResponse>()
    .use(logContext(logger))
    .handler(
      createLivePublish({
        publish: (of, until) =>
          publish(
            {
              ...views,
              topics,
              connections,
              sink,
              patience,
              random: () => 0.5,
              metrics,
              onError: (error) => logger.error('send', error as Error),
            },
            of,
            until,
          ),
        hide: async (receipt, seconds) => queue.hide(receipt, seconds * 1000),
        now: clock,
        logger,
      }),
    );
  const refresh = middy().handler(createLiveRefresh({ topics, tick }));

  async function deliver(): Promise<void> {
    const records = queue.receive();
    if (records.length === 0) return;
    const event = { Records: records.map((record) => ({ ...record, eventSource: 'aws:sqs' })) };
    const { batchItemFailures } = (await invoke(publishing, event, lambdaContext(15_000))) as SQSBatchResponse;
    queue.settle(records, new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)));
  }

  const viewsOf = (connectionId: string): readonly (View & { readonly sentAt: number })[] =>
    (frames.get(connectionId) ?? []).flatMap(({ at, frame }) =>
      frame.type === 'view' ? [{ ...frame, sentAt: at }] : [],
    );
  async function askFor(connectionId: string, body: object | string): Promise<LiveServerFrame> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const answer = (await invoke(ask, { body: text, requestContext: { connectionId } })) as { body: string };
    return JSON.parse(answer.body) as LiveServerFrame;
  }

  return {
    ...{ table, queue, frames, ended, asked, state, failing, lines, topics, rates, connections, tick },
    now: clock,
    /** Organisations of a run are no others': so runs of a property share the table. */
    newRun(): string {
      run += 1;
      return `run${run}`;
    },
    /** Time passes, and the queue delivers in it. */
    async pass(ms: number): Promise<void> {
      const until = now + ms;
      for (let due = queue.nextDue(); due !== undefined && due <= until; due = queue.nextDue()) {
        now = Math.max(now, due);
        await deliver();
      }
      now = until;
    },
    async connect(connectionId: string, who: Principal, headers: Record<string, string> = {}) {
      const event = { headers, requestContext: { connectionId, authorizer: principalToContext(who) } };
      return (await invoke(connect, event)) as { statusCode: number; headers?: Record<string, string> };
    },
    disconnect: (connectionId: string) => invoke(disconnect, { requestContext: { connectionId } }),
    ask: askFor,
    /** Acknowledges the latest view of each topic, as a client that is not slow does. */
    async acknowledge(connectionId: string): Promise<void> {
      const latest = new Map(viewsOf(connectionId).map(({ topic, seq, cursor }) => [topic, { seq, cursor }]));
      if (latest.size > 0) await askFor(connectionId, { action: 'ack', seen: Object.fromEntries(latest) });
    },
    /** Counts a look at an item, and tells of it as the reader that counts does. */
    async look(org: string, item: string, { told = true } = {}): Promise<void> {
      values.set(`${org}/${item}`, (values.get(`${org}/${item}`) ?? 0) + 1);
      const ref = { org, kind: 'item', id: item, part: 0 } as const;
      const part = { ref, version: 1, state: {}, items: [], asOf: now };
      const event = { event: { org, receivedAt: now - 5 }, counts: true, late: false };
      const change = { parts: [part], counters: [], events: [event], taken: 1 } as unknown as Change;
      if (told) await tell({ changes: [change], parked: [] });
    },
    refresh: () => invoke(refresh, {}),
    valueOf: (org: string, item: string) => values.get(`${org}/${item}`) ?? 0,
    viewsOf,
    async stop() {
      document.destroy();
      await table.close();
    },
  };
}
export type LiveWorld = Awaited<ReturnType<typeof startLiveWorld>>;

export const shown = ({ data }: Pick<View, 'data'>): number =>
  'features' in data ? (data.features.item_views_1h ?? Number.NaN) : Number.NaN;
