import { takes, timesInARow } from '../ways/parts';
import { serviceTimes } from '../ways/service-times';
import type { Part, Way } from '../ways/way';
import type { Profile } from './profile';

/** Messages that share a connection; see the workload. */
const A_CONNECTION = 5;
/** Frames that the worker pushes: start, deltas, done. `accepted` is the answer of the route. */
const PUSHED = 32;

const { gateway, authorize, handler, storeRead, storeWrite, storeTransaction } = serviceTimes;

/** `send` until the work is queued: connection, turn, profile, context; four buckets and quotas; head, turn. */
const admitted: readonly Part[] = [
  takes(handler),
  { kind: 'together', branches: [[takes(storeRead)], [takes(storeRead)]] },
  ...timesInARow(2, takes(storeRead)),
  ...timesInARow(4, takes(storeWrite)),
  takes(storeWrite),
  takes(storeTransaction),
];

/** The worker until it asks the model: turn, then history, profile and brake. */
const prepared: readonly Part[] = [
  takes(handler),
  takes(storeWrite),
  { kind: 'together', branches: [[takes(storeRead)], [takes(storeRead)]] },
  { kind: 'mark', name: 'model asked' },
];

const overWebSocket: Way = {
  name: 'message over WebSocket',
  requestsAUnit: 1,
  parts: [
    { kind: 'throttle', at: 'Socket/Stage' },
    takes(gateway),
    { kind: 'invokes', at: 'SocketRoutes/Send', parts: [...admitted, takes(serviceTimes.queueSend)] },
    takes(serviceTimes.queueDelivery),
    {
      kind: 'polled',
      at: ['Worker/Paid', 'Worker/Free'],
      parts: [
        {
          kind: 'invokes',
          at: 'Worker/Generate',
          parts: [
            ...prepared,
            takes(serviceTimes.firstToken),
            takes(serviceTimes.callback),
            { kind: 'mark', name: 'first token' },
            takes(serviceTimes.restOfAnswer),
            ...timesInARow(2, takes(storeTransaction)),
          ],
        },
      ],
    },
  ],
  targets: [{ mark: 'first token', share: 0.95, ms: 500, from: 'p95FirstTokenMs' }],
  shown: ['model asked', 'first token'],
};

const completion = (name: string, model: Part, targetMs: number, from: string): Way => ({
  name,
  requestsAUnit: 1,
  parts: [
    { kind: 'throttle', at: 'Http/Api' },
    takes(gateway),
    // A verdict is kept for 300 s: most requests of somebody who writes meet it.
    {
      kind: 'sometimes',
      share: 1 / A_CONNECTION,
      parts: [{ kind: 'invokes', at: 'Http/Authorizer', parts: [takes(authorize)] }],
    },
    {
      kind: 'invokes',
      at: 'Http/Functions/Complete',
      parts: [
        takes(handler),
        ...timesInARow(4, takes(storeWrite)),
        { kind: 'mark', name: 'model asked' },
        model,
        { kind: 'mark', name: 'first token' },
        takes(serviceTimes.restOfAnswer),
        takes(storeTransaction),
      ],
    },
  ],
  targets: [{ mark: 'first token', share: 0.95, ms: targetMs, from }],
  shown: ['model asked', 'first token'],
});

export const chat: Profile = {
  design: 'chat',
  unit: 'message',
  functions: [
    { at: 'SocketRoutes/Authorizer', callsAUnit: 1 / A_CONNECTION, ms: 20 },
    { at: 'SocketRoutes/Connect', callsAUnit: 1 / A_CONNECTION, ms: 20 },
    { at: 'SocketRoutes/Disconnect', callsAUnit: 1 / A_CONNECTION, ms: 20 },
    { at: 'SocketRoutes/Send', callsAUnit: 1, ms: 60 },
    { at: 'Worker/Generate', callsAUnit: 1, ms: 5000 },
  ],
  tables: [
    // Head (3), turn (4), message (4), answer (6), running and done (2).
    { at: 'Conversations', writesAUnit: 18, readsAUnit: 9.5, indexes: { ByOwner: 1 } },
    // Admission (4), settlement (10).
    { at: 'Usage', writesAUnit: 14, readsAUnit: 0 },
    { at: 'Connections', writesAUnit: 2 / A_CONNECTION, readsAUnit: 1 },
  ],
  hotKeys: [
    {
      whose: 'organisation (shards: 1)',
      parts: 1,
      // Bucket and quota of the organisation, and twice in its settlement's transaction.
      writes: 6,
      where: 'Usage: buckets and counters; `shards` in its limits divide them',
    },
  ],
  queues: {
    queuesAt: ['Queues/Paid/Queue', 'Queues/Free/Queue'],
    sourcesAt: ['Worker/Paid', 'Worker/Free'],
    invokes: 'Worker/Generate',
  },
  models: [{ model: 'nova-lite', requestsAUnit: 1, tokensAUnit: 1010 }],
  apis: [{ at: 'Socket', requestsAUnit: 1 + 2 / A_CONNECTION }],
  callbacksAUnit: PUSHED,
  connectionsAUnit: 1 / A_CONNECTION,
  edgeRequestsAUnit: 1 / A_CONNECTION,
  auditEventsAUnit: 2,
  transactionItems: 5,
  ways: [
    overWebSocket,
    completion('completion over HTTP', takes(serviceTimes.firstToken), 500, 'p95FirstTokenMs'),
    completion('inline completion over HTTP', takes(serviceTimes.firstTokenSmall), 200, 'p95InlineCompletionMs'),
  ],
};
