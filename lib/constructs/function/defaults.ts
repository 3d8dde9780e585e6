import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';

/**
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/foundation-arch.html Graviton costs a fifth less for the same work
 */
export const functionDefaults = {
  runtime: lambda.Runtime.NODEJS_24_X,
  architecture: lambda.Architecture.ARM_64,
  handler: 'index.handler',
  loggingFormat: lambda.LoggingFormat.JSON,
  timeout: Duration.seconds(10),
  /** MB. Enough that module initialisation is not starved of CPU. */
  memorySize: 512,
} as const;

/** Set for every function; stack traces then name sources, and the map is read only when one is printed. */
export const functionEnvironment = { NODE_OPTIONS: '--enable-source-maps' } as const;
