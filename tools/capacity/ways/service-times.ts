/** Where a time is from. None of them was measured in AWS by this repository. */
export type Basis =
  /** By a benchmark of this repository on a laptop, named in the source. */
  | 'measured on a laptop'
  /** AWS, or somebody who measured there, says so in the source. */
  | 'published'
  /** Nobody was found who says so: a guess, to be replaced by what your own account measures. */
  | 'assumption';

/** A time that a part of a way takes, lognormal between its median and its 99th percentile. Milliseconds. */
export interface ServiceTime {
  readonly what: string;
  readonly median: number;
  readonly p99: number;
  readonly basis: Basis;
  readonly source: string;
}

const singleDigit = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Introduction.html';
const ourGuess = 'no source';

/** Every time that the simulation takes. Replace them by your own metrics: each design's dashboard and `Server-Timing` have them. */
export const serviceTimes = {
  gateway: {
    what: 'API Gateway, beside what it waits for',
    median: 8,
    p99: 30,
    basis: 'assumption',
    source: ourGuess,
  },
  callback: {
    what: 'a frame by @connections, until it is with the client',
    median: 15,
    p99: 60,
    basis: 'assumption',
    source: ourGuess,
  },
  coldStart: {
    what: 'Lambda: a new environment, code and clients loaded',
    median: 350,
    p99: 900,
    basis: 'published',
    source:
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html: under 100 ms to over 1 s. `npm run bench` measures the processor time of loading each handler, which is a part of it',
  },
  storeRead: {
    what: 'DynamoDB: a read of one or a few items',
    median: 3,
    p99: 12,
    basis: 'published',
    source: `${singleDigit}: single-digit milliseconds; the p99 is an assumption`,
  },
  storeWrite: {
    what: 'DynamoDB: a write of one item',
    median: 5,
    p99: 18,
    basis: 'published',
    source: `${singleDigit}: single-digit milliseconds; the p99 is an assumption`,
  },
  storeBatch: {
    what: 'DynamoDB: a batch of some twenty items, which is as slow as its slowest',
    median: 8,
    p99: 25,
    basis: 'assumption',
    source: ourGuess,
  },
  storeTransaction: {
    what: 'DynamoDB: a transaction of some ten items',
    median: 12,
    p99: 40,
    basis: 'assumption',
    source: ourGuess,
  },
  storeLargeTransaction: {
    what: 'DynamoDB: a transaction of a hundred items',
    median: 25,
    p99: 90,
    basis: 'assumption',
    source: ourGuess,
  },
  queueSend: {
    what: 'SQS FIFO: a message is sent',
    median: 8,
    p99: 40,
    basis: 'assumption',
    source: ourGuess,
  },
  queueDelivery: {
    what: 'SQS FIFO to Lambda: from being sent until a poller invokes',
    median: 20,
    p99: 120,
    basis: 'assumption',
    source: ourGuess,
  },
  streamPut: {
    what: 'Kinesis: records are put',
    median: 12,
    p99: 60,
    basis: 'assumption',
    source: ourGuess,
  },
  fanOut: {
    what: 'Kinesis: from being put until a reader with enhanced fan-out has them',
    median: 70,
    p99: 200,
    basis: 'published',
    source:
      'https://docs.aws.amazon.com/streams/latest/dev/enhanced-consumers.html: about 70 ms on the mean; the p99 is an assumption',
  },
  authorize: {
    what: 'a credential is checked, with keys that are at hand',
    median: 4,
    p99: 20,
    basis: 'assumption',
    source: ourGuess,
  },
  handler: {
    what: 'a handler of chat, RAG or streaming computes',
    median: 3,
    p99: 12,
    basis: 'assumption',
    source: ourGuess,
  },
  decision: {
    what: 'fraud scoring computes: histories, features, model, rules',
    median: 0.5,
    p99: 5.4,
    basis: 'measured on a laptop',
    source: '`npm run bench -- --only decisions`, 200 payments a second on two cores; the median is an assumption',
  },
  filters: {
    what: 'the filters of moderation judge an item',
    median: 0.5,
    p99: 3,
    basis: 'measured on a laptop',
    source: '`npm run bench -- --only moderation` measures it item by item; the p99 is an assumption',
  },
  judge: {
    what: 'Nova Lite judges an item: 650 tokens read, 80 written, whole',
    median: 750,
    p99: 1700,
    basis: 'assumption',
    source: 'the time to the first token and 80 tokens at 200 a second',
  },
  firstToken: {
    what: 'Nova Lite by Bedrock: until the first token of 760 that are read',
    median: 300,
    p99: 900,
    basis: 'published',
    source:
      'https://aiperf.ghast.people.aws.dev: 0.21 to 0.33 s on the mean for Nova Micro, by region; Nova Lite and the p99 are assumptions',
  },
  firstTokenSmall: {
    what: 'Nova Micro by Bedrock: until the first token of a short prompt',
    median: 220,
    p99: 700,
    basis: 'published',
    source: 'https://aiperf.ghast.people.aws.dev: 0.21 to 0.33 s on the mean, by region; the p99 is an assumption',
  },
  restOfAnswer: {
    what: 'the rest of an answer of 250 tokens, once it flows',
    median: 4400,
    p99: 9000,
    basis: 'assumption',
    source: 'the five seconds of the workload of chat',
  },
  variants: {
    what: 'Nova Micro writes two variants of a question',
    median: 450,
    p99: 1200,
    basis: 'assumption',
    source: ourGuess,
  },
  embedding: {
    what: 'Titan Text Embeddings V2: a question',
    median: 60,
    p99: 250,
    basis: 'assumption',
    source: ourGuess,
  },
  search: {
    what: 'OpenSearch: all keyword and vector legs of a question in one request',
    median: 60,
    p99: 350,
    basis: 'assumption',
    source: `${ourGuess}; \`npm run bench -- --only retrieval\` measures how it grows on the laptop`,
  },
  rerank: {
    what: 'Cohere Rerank 3.5: fifty passages',
    median: 180,
    p99: 600,
    basis: 'assumption',
    source: ourGuess,
  },
} as const satisfies Record<string, ServiceTime>;

export type ServiceTimeName = keyof typeof serviceTimes;
