import { S3Client } from '@aws-sdk/client-s3';
import middy from '@middy/core';
import * as z from 'zod/mini';
import { boundedCalls } from '../shared/deps';
import { createLogger, type Logger } from '../shared/logger';
import { logContext } from '../shared/middleware/log-context';
import { parseEnv } from '../shared/parse-env';
import { createModelFiles, type ModelFiles } from './adapters/model-files';
import { featureNames } from './domain/features/features-of';
import { registerModelEnv } from './env';
import { type RegisteredModel, registeredModel } from './registering';

/** `SageMaker Model Package State Change`, as far as it is read. */
const eventSchema = z.object({
  detail: z.object({
    ModelPackageArn: z.string(),
    ModelPackageGroupName: z.string(),
    ModelApprovalStatus: z.literal('Approved', { error: 'only what is approved is taken in' }),
    InferenceSpecification: z.object({
      Containers: z.array(z.object({ ModelDataUrl: z.string() })).check(z.length(1)),
    }),
  }),
});

export interface RegisterModelDeps {
  readonly files: ModelFiles;
  /** The group that packages have to be of. */
  readonly group: string;
  /** Names of the features that there are. */
  readonly computed: readonly string[];
  readonly logger: Pick<Logger, 'info'>;
}

/** What people are told: the function's result goes to the alerts topic. */
export interface Registered {
  readonly message: string;
  readonly key: string;
  readonly version: string;
  readonly metrics: RegisteredModel['metrics'];
}

/**
 * Takes in a model that somebody approved in the registry: converts it, checks it against the library's own scores, and lays it
 * beside the others. It decides nothing until people here draft and approve it, so an event that comes twice does no harm.
 */
export function createRegisterModel({ files, group, computed, logger }: RegisterModelDeps) {
  return async (event: unknown): Promise<Registered> => {
    const { detail } = eventSchema.parse(event);
    const { ModelPackageArn, ModelPackageGroupName, InferenceSpecification } = detail;
    if (ModelPackageGroupName !== group)
      throw new Error(`The package is of ${ModelPackageGroupName}, expected ${group}`);
    const [container] = InferenceSpecification.Containers;
    const model = registeredModel(await files.read(container?.ModelDataUrl ?? ''), ModelPackageArn, computed);
    const key = await files.write(model.sha256, model);
    const { version, metrics } = model;
    logger.info('A model was taken in', { version, key, package: ModelPackageArn, metrics });
    return { message: nextStep(model, key), key, version, metrics };
  };
}

const nextStep = ({ version, metrics, testedOn }: RegisteredModel, key: string): string =>
  `Fraud: the model ${version} is ready at ${key} and decides nothing yet. Average precision ${metrics.ap.toFixed(3)}, ` +
  `recall ${metrics.recallAt01Fpr.toFixed(3)} where 0.1 % of genuine payments are stopped, on ${testedOn}. Next: compare it with ` +
  'the champion, draft it as challenger or champion (/v1/models), and have somebody else approve the draft.';

const env = parseEnv(registerModelEnv);
const logger = createLogger('fraud');

export const handler = middy<unknown, Registered>()
  .use(logContext(logger))
  .handler(
    createRegisterModel({
      files: createModelFiles(new S3Client(boundedCalls(60_000)), env.TRAINING_BUCKET_NAME, env.MODELS_BUCKET_NAME),
      group: env.MODEL_PACKAGE_GROUP,
      computed: featureNames,
      logger,
    }),
  );
