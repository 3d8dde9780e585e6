import { types } from 'node:util';
import { ModelError as ContainerRefusal } from '@aws-sdk/client-sagemaker-runtime';
import { ModelError } from '../domain/errors';
import { isServerSide } from './server-side';

/** Milliseconds after which a client may try again, where the service does not say. */
const THROTTLED_RETRY_MS = 5_000;
const UNAVAILABLE_RETRY_MS = 2_000;
/** A copy that has to be started first takes minutes. */
const COLD_RETRY_MS = 60_000;

const throttled = new Set(['ThrottlingException', 'ModelNotReadyException', 'TooManyRequestsException']);
const unavailable = new Set([
  'InternalDependencyException',
  'InternalFailure',
  'InternalStreamFailure',
  'ModelStreamError',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'TimeoutError',
]);

/** What SageMaker refused, as the domain's error; anything else (no permission, no such endpoint) is a fault and stays. */
export function sageMakerErrorOf(error: unknown): unknown {
  if (!types.isNativeError(error) || error instanceof ModelError) return error;
  if (error instanceof ContainerRefusal) return containerErrorOf(error.OriginalStatusCode ?? 500, error);
  if (throttled.has(error.name)) {
    return new ModelError('model_throttled', 'The model takes no more requests now', THROTTLED_RETRY_MS, {
      cause: error,
    });
  }
  if (error.name === 'ValidationError' && /has no capacity/i.test(error.message)) {
    return new ModelError('model_unavailable', 'The model is being started', COLD_RETRY_MS, { cause: error });
  }
  return unavailable.has(error.name) || isServerSide(error) ? doesNotAnswer(error) : error;
}

/**
 * What the container refused.
 *
 * @param status its HTTP status; 0 where it gave none in time
 * @param cause carries vLLM's own words
 */
export function containerErrorOf(status: number, cause: { readonly message: string }): unknown {
  if (status === 429) {
    return new ModelError('model_throttled', 'The model takes no more requests now', THROTTLED_RETRY_MS, { cause });
  }
  if (status === 0 || status >= 500) return doesNotAnswer(cause);
  if (/context length|too long|too many (input )?tokens/i.test(cause.message)) {
    return new ModelError('message_too_long', 'The message is longer than the model can take', undefined, { cause });
  }
  return cause instanceof Error ? cause : new Error(`The container refused the request: ${cause.message}`, { cause });
}

function doesNotAnswer(cause: unknown): ModelError {
  return new ModelError('model_unavailable', 'The model does not answer', UNAVAILABLE_RETRY_MS, { cause });
}
