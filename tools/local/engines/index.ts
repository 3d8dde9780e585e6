import { type BedrockEngine, createBedrockEngine } from './bedrock/bedrock-engine';
import { createOpenAiModel } from './bedrock/openai-model';
import { createResponder, type ResponderSettings } from './bedrock/responder';
import { createDynamoDbEngine, type DynamoDbEngine } from './dynamodb/dynamodb-engine';
import { createLocalEmbeddings, type LocalEmbeddings } from './embeddings/model-thread';
import type { Engine, EngineContext } from './engine';
import { createEventsEngine, type EventsEngine } from './events/events-engine';
import { createFauxqsApp } from './fauxqs-app';
import { createFirehoseEngine, type FirehoseEngine } from './firehose/firehose-engine';
import { createKinesisEngine, type KinesisEngine } from './kinesis/kinesis-engine';
import { createLambdaEngine } from './lambda/lambda-engine';
import { createOpenSearchEngine } from './opensearch/opensearch-engine';
import { createRekognitionEngine, type RekognitionEngine } from './rekognition/rekognition-engine';
import { createObjectStore, type ObjectStore } from './s3/object-store';
import { createS3Engine } from './s3/s3-engine';
import { createSageMakerEngine, type SageMakerEngine } from './sagemaker/sagemaker-engine';
import { createSecretsEngine } from './secrets/secrets-engine';
import { createSnsEngine, type SnsEngine } from './sns/sns-engine';
import { createSqsEngine } from './sqs/sqs-engine';
import { createTextractEngine, type TextractEngine } from './textract/textract-engine';

export interface EngineOptions {
  /** Base address of an OpenAI-compatible server that answers in the stand-in's place. */
  readonly modelUrl?: string;
  /** Model that server is asked for; the first it lists by default. */
  readonly modelName?: string;
  readonly modelApiKey?: string;
  /** JSON file with values of secrets by name. */
  readonly secretsFile?: string;
  /** A real OpenSearch cluster in place of the embedded search engine. */
  readonly openSearchUrl?: string;
}

/** The engines of this machine, with what tests and the tour ask of them directly. */
export interface EngineSet {
  readonly all: readonly Engine[];
  readonly bedrock: BedrockEngine;
  readonly dynamodb: DynamoDbEngine;
  /** What stands in for embedding and rerank models: `name` and `rankerName` say so. */
  readonly embeddings: LocalEmbeddings;
  readonly events: EventsEngine;
  readonly firehose: FirehoseEngine;
  readonly kinesis: KinesisEngine;
  readonly rekognition: RekognitionEngine;
  readonly sagemaker: SageMakerEngine;
  readonly sns: SnsEngine;
  readonly textract: TextractEngine;
  /** Objects of the S3 engine. */
  readonly objects: ObjectStore;
  /** How the stand-in for models answers; may be changed at any time. */
  readonly responder: ResponderSettings;
  stop(): Promise<void>;
}

/** Milliseconds between two words of the stand-in: about 200 words a second. */
const wordDelayMs = 5;

/** Options by `LOCAL_MODEL_URL`, `LOCAL_MODEL_NAME`, `LOCAL_MODEL_API_KEY`, `LOCAL_SECRETS_FILE` and `OPENSEARCH_URL`. */
export function engineOptions(env: Readonly<Record<string, string | undefined>>): EngineOptions {
  return {
    modelUrl: env.LOCAL_MODEL_URL,
    modelName: env.LOCAL_MODEL_NAME,
    modelApiKey: env.LOCAL_MODEL_API_KEY,
    secretsFile: env.LOCAL_SECRETS_FILE,
    openSearchUrl: env.OPENSEARCH_URL,
  };
}

/** Starts every engine. None of them listens on a port. */
export async function createEngines(
  context: EngineContext,
  options: EngineOptions = engineOptions(process.env),
): Promise<EngineSet> {
  const fauxqs = await createFauxqsApp();
  const objects = createObjectStore(fauxqs);
  const responder = { wordDelayMs };
  const model = options.modelUrl
    ? createOpenAiModel({ url: options.modelUrl, model: options.modelName, apiKey: options.modelApiKey })
    : createResponder(responder);
  const dynamodb = createDynamoDbEngine(context);
  const kinesis = createKinesisEngine(context);
  const firehose = createFirehoseEngine(context, { objects, source: (arn) => kinesis.stream(arn) });
  const sns = createSnsEngine(context);
  const embeddings = createLocalEmbeddings();
  const bedrock = createBedrockEngine(context, model, embeddings);
  const sagemaker = createSageMakerEngine(context, model, embeddings, objects);
  const events = createEventsEngine(context);
  const textract = createTextractEngine(objects);
  const rekognition = createRekognitionEngine(objects);
  const aws = [
    createSqsEngine(context, fauxqs),
    createS3Engine(fauxqs, (event) => events.publish(event)),
    createLambdaEngine(context),
    createSecretsEngine(context, options.secretsFile),
    textract,
    rekognition,
    events,
  ];
  const opensearch = createOpenSearchEngine(context, { url: options.openSearchUrl });
  const all = [dynamodb, ...aws, kinesis, firehose, sns, bedrock, sagemaker, opensearch];
  return {
    all,
    bedrock,
    dynamodb,
    embeddings,
    events,
    firehose,
    kinesis,
    rekognition,
    sagemaker,
    sns,
    textract,
    objects,
    responder,
    async stop() {
      await Promise.all(all.map((engine) => engine.stop()));
      await fauxqs.stop();
    },
  };
}
