import type { Workload } from '../../design';

/**
 * What one message costs in billed units, its answer included, and what chat is sized for.
 *
 * The assumed message: 60 tokens of question, 700 of history and instructions, 250 of answer at 60 tokens a second, over a
 * WebSocket connection that carries five messages in ten minutes. `test/designs/chat` holds the arithmetic to the code's own limits.
 */
export const workload: Workload = {
  unit: 'message',
  perUnit: {
    /** authorizer and connect (a fifth each) and send at 512 MB, then five seconds of generate at 512 MB. */
    lambdaRequests: 2.6,
    lambdaGbMs: 2600,
    /** Frames: send, accepted, start, some twenty deltas, done; each under 32 KB counts once. */
    webSocketMessages: 24,
    webSocketConnectionMinutes: 2,
    /** Turn claimed, message, conversation head, running, progress, done, answer (2 KB). */
    dynamodbWriteUnits: 9,
    /** Connection, conversation, turn ten times while it runs, history (8 KB), brake and credential now and then. */
    dynamodbReadUnits: 9,
    dynamodbStoredKb: 3,
    /** Send, receive, three changes of visibility, delete. */
    sqsFifoRequests: 6,
    bedrockInputTokens: 760,
    bedrockOutputTokens: 250,
    /** Two audit events; Firehose bills each as 5 KB. */
    firehoseKb: 10,
    logsKb: 4,
    /** Bytes to the client through CloudFront. */
    cloudFrontKb: 5,
  },
  targets: {
    users: 100_000_000,
    usersADay: 10_000_000,
    unitsADay: 1_000_000_000,
    /** The busiest minute over the day's mean. */
    peakFactor: 3,
    concurrentStreamsACell: 10_000,
    p95FirstTokenMs: 500,
    p95InlineCompletionMs: 200,
    minTokensPerSecondAStream: 30,
  },
};
