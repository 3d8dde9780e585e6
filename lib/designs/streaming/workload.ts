import type { Workload } from '../../design';

/** Events that a sender sends together, and a batch of which a reader commits in one transaction. */
const together = 100;
/** Items of a transaction beside the events': parts of states, of which a user, a session and an item have one each. */
const partsAnEvent = 2;
/** Counts of rankings: one of what leads for most events, and 20 for the ten pairs of a session of twelve events with five items. */
const countsAnEvent = 0.7 + 20 / 12;
/** Events of which one is an item that is moderated. */
const eventsAnItem = 6;
/** Of all items, by what they are sized for: those that the filters leave open, those that a model judges, those that a person does. */
const [leftOpen, modelled, reviewed] = [0.35, 0.075, 0.01];
/** Images of an item that nobody has uploaded before: an assumption, of which what images cost is a multiple. Of 200 KB each, for the year of `prod`. */
const [imagesAnItem, imageKb, imageMonths] = [0.02, 200, 12];
const images = imagesAnItem / eventsAnItem;
/** A case is written once; twice and with its text where filters leave it open; with the call of a model; claimed, decided and indexed. */
const caseWrites = 1 + leftOpen * 3 + modelled + reviewed * 8;
/** Milliseconds for which a batch waits for the model, which is asked about one or two of its items at the same time. */
const modelMs = 1_000;
const eventsATransaction = Math.floor(100 / (1 + partsAnEvent + countsAnEvent));

/** An event of 0.5 KB and the states that it leaves behind, as Parquet. */
const archivedKb = (0.5 * (1 + partsAnEvent)) / 5;

/**
 * The view of a live topic, as one of those who watch it gets it: of a topic that 20 watch, changing every other second, and acknowledged by
 * each. What a topic takes is shared by who watches it: one alone pays for all of it.
 */
const view = {
  watchers: 20,
  seconds: 2,
  kb: 1.5,
  /** Publication, audience of 20 items of 0.2 KB, states or lists, consistent. */
  reads: 1 + 2 + 5,
  /** What the reader of the stream tells it by; the publication, and that all have it. */
  writes: 1 + 2,
  publishMs: 150,
  askMs: 15,
};

/** A thousand people who each watch one topic for eight hours. */
const viewsADay = (1_000 * 8 * 3_600) / view.seconds;

/**
 * What one event costs in billed units, and what streaming is sized for. Computed, not measured in AWS: events of 0.5 KB, sent a hundred at a
 * time, each of which is noted (1 KB) and shares two parts of states of 1 KB with others of its batch. The same for the first event of a user and the
 * millionth.
 */
export const workload: Workload = {
  unit: 'event',
  perUnit: {
    /** Ingest, and two readers. */
    lambdaRequests: 3 / together + 2 * images,
    lambdaGbMs:
      (0.5 * 40 + (1769 / 1024) * (20 * (together / eventsATransaction) + modelMs)) / together +
      /** A photograph is decoded within a second; the model answers within another. */
      images * ((1769 / 1024) * 1_000 + 0.5 * 40),
    restRequests: 1 / together + images,
    /** Each is a record of its own, billed as 1 KB. */
    kinesisKb: 1,
    /** Firehose bills an event as 5 KB, and each state that it leaves behind. */
    firehoseKb: 5 * (1 + partsAnEvent),
    dynamodbReadUnits: partsAnEvent + 3 * images,
    /** Twice, being a transaction; and in the index of counts once out of its place and once into another. */
    dynamodbWriteUnits:
      2 * (1 + partsAnEvent + countsAnEvent) + 2 * countsAnEvent + caseWrites / eventsAnItem + 3 * images,
    bedrockInputTokens: (650 * modelled) / eventsAnItem,
    bedrockOutputTokens: (80 * modelled) / eventsAnItem,
    imagesModerated: images,
    s3Puts: images,
    s3Gets: 2 * images,
    /** Deliveries of a queue, with Lambda's polling while there is work. */
    sqsRequests: 3 * images,
    /** Ids for eight days, states until three days after the last event, in parts of a month. */
    dynamodbKbMonths: (1 * 8 + partsAnEvent * 0.1 * 3) / 30,
    /** As Parquet, a fifth of what came in, for the two years of `prod`, of which all but the first month cold. */
    s3KbMonths: archivedKb + images * imageKb * imageMonths,
    s3ColdKbMonths: archivedKb * 24,
    logsKb: 0.02,
    xrayTraces: 0.05 / together,
    cloudFrontRequests: 1 / together,
    cloudFrontKb: 0.05,
    /** States on their way to Firehose, and events on theirs to the stream. */
    natKb: partsAnEvent,
    endpointKb: 0.5,
  },
  models: { text: 'nova-lite' },
  further: [
    {
      unit: 'view',
      unitsADay: viewsADay,
      perUnit: {
        /** One publishes for all who watch; each acknowledges. */
        lambdaRequests: 1 / view.watchers + 1,
        lambdaGbMs: view.publishMs / view.watchers + 0.5 * view.askMs,
        /** The view, the acknowledgement, and its answer. */
        webSocketMessages: 3,
        webSocketConnectionMinutes: view.seconds / 60,
        /** A tick sent, received and deleted. */
        sqsFifoRequests: 3 / view.watchers,
        /** Whose connection it is, beside what the topic takes. */
        dynamodbReadUnits: view.reads / view.watchers + 1,
        dynamodbWriteUnits: view.writes / view.watchers + 1,
        logsKb: 0.3,
        xrayTraces: 0.05 * (1 / view.watchers + 1),
        cloudFrontKb: view.kb,
        /** Frames to the management API. */
        natKb: view.kb,
      },
    },
  ],
  notCounted: {
    'Amazon SQS': 'dead letters; ticks of views are part of a view',
    'Amazon EventBridge': 'rules by the clock, which are free',
    'Amazon Athena': 'asked by people, at most what the workgroup lets a query scan',
    'AWS Glue': 'two tables of the catalogue, of a million that are free',
  },
  targets: {
    /** A million items a minute that are moderated, and five events besides each. */
    unitsADay: 1_440_000_000 * 6,
    peakFactor: 3,
    /** From an event's arrival until its features tell of it. */
    freshSeconds: 5,
  },
};
