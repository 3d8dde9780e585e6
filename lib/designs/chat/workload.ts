import type { Workload } from '../../design';

/** The message that the figures are for: one question and its answer, in a conversation that has gone on for a while. */
const message = {
  questionTokens: 60,
  /** History and instructions that go to the model with it. */
  contextTokens: 700,
  answerTokens: 250,
  answerSeconds: 5,
  /** Messages that share one connection and its authorization. */
  perConnection: 5,
  connectionMinutes: 10,
  /** Turn, question and answer, kept for a year, as `prod` does. */
  keptKb: 3,
  keptMonths: 12,
};

/** Execution of its functions, at the memory that each has (512 MB). */
const memoryGb = 0.5;
const milliseconds = {
  /** Authorizer, connect, disconnect. */
  ofConnection: 60 / message.perConnection,
  send: 60,
  generate: message.answerSeconds * 1000,
};

/** How often the worker reads the turn: whether it was stopped, or resumed elsewhere. */
const turnReads = message.answerSeconds * 2;
/** Deltas go out every 150 ms once an answer flows. */
const deltas = 30;
/** Answers that a provisioned poller waits for at a time. */
const answersAPoller = 10;
/** Of requests beyond the first of a second that X-Ray records. */
const traced = 0.05;

/**
 * What one message costs in billed units, its answer included, and what chat is sized for. Computed from the message above,
 * not measured in AWS.
 */
export const workload: Workload = {
  unit: 'message',
  perUnit: {
    lambdaRequests: 2 + 3 / message.perConnection,
    lambdaGbMs: memoryGb * (milliseconds.ofConnection + milliseconds.send + milliseconds.generate),
    queuePollerSeconds: message.answerSeconds / answersAPoller,
    /** `send`, `accepted`, `start`, deltas, `done`: each under 32 KB counts once. */
    webSocketMessages: 4 + deltas,
    webSocketConnectionMinutes: message.connectionMinutes / message.perConnection,
    /**
     * Head of the conversation and its place in the owner's list (3); in transactions, each with a check of the head and at twice
     * the price: turn (4), message (4), answer of 2 KB (6); running; done; connection written and removed; admission (4); settlement,
     * one transaction of five items (10).
     */
    dynamodbWriteUnits: 33 + 2 / message.perConnection,
    /**
     * Half a unit each, eventually consistent: connection, conversation, turn; the history of 8 KB; the turn while it runs. The
     * profile, by `send` and by the worker, and how long the conversation is (3).
     */
    dynamodbReadUnits: (3 + 2 + turnReads) / 2 + 3,
    dynamodbKbMonths: message.keptKb * message.keptMonths,
    /** Send, receive, shorten visibility, delete. */
    sqsFifoRequests: 4,
    bedrockInputTokens: message.questionTokens + message.contextTokens,
    bedrockOutputTokens: message.answerTokens,
    auditEvents: 2,
    logsKb: 4,
    xrayTraces: traced * 2,
    /** A handshake for each connection: frames are no requests of their own. */
    cloudFrontRequests: 1 / message.perConnection,
    cloudFrontKb: 5,
    /** Requests to DynamoDB and S3 go by gateway endpoints, frames to the management API by NAT. */
    natKb: 2 * deltas,
    /** The prompt and its streamed answer, and the queue's messages. */
    endpointKb: 20,
  },
  models: { text: 'nova-lite' },
  perUser: { monthlyActiveUsers: 1 },
  notCounted: {
    'Amazon S3': 'attachments, which few messages have: 50 KB stored and three requests each',
    'AWS KMS': 'DynamoDB keeps the key of a table for minutes, so its requests grow with time and not with messages',
  },
  targets: {
    users: 100_000_000,
    usersADay: 10_000_000,
    unitsADay: 1_000_000_000,
    /** The busiest minute over the day's mean. */
    peakFactor: 3,
    secondsAUnit: message.answerSeconds,
    concurrentStreamsACell: 10_000,
    p95FirstTokenMs: 500,
    p95InlineCompletionMs: 200,
    minTokensPerSecondAStream: 30,
  },
};
