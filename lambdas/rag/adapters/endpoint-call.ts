import { setTimeout as pause } from 'node:timers/promises';
import { types } from 'node:util';
import { InvokeEndpointCommand, ModelError, type SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import type { EndpointCall } from './endpoint-batches';

/** A model on an endpoint of the stage's own. */
export interface EndpointTarget {
  readonly endpointName: string;
  /** Absent where the endpoint's variant has the model itself. */
  readonly inferenceComponentName?: string | undefined;
}

/** A full container turns requests away at once, and has room again as soon as a batch is done. */
const BUSY_ATTEMPTS = 4;
const BUSY_PAUSE_MS = 100;

/**
 * Calls the container of an endpoint. The client repeats what SageMaker itself refuses; what the container refuses because it is full
 * (429 or 503) reaches it as an error of the model, which it does not repeat, so that is done here.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html
 */
export function createEndpointCall(client: SageMakerRuntimeClient, target: EndpointTarget): EndpointCall {
  async function once(request: unknown, abortSignal: AbortSignal): Promise<unknown> {
    const command = new InvokeEndpointCommand({
      EndpointName: target.endpointName,
      InferenceComponentName: target.inferenceComponentName,
      ContentType: 'application/json',
      Accept: 'application/json',
      Body: JSON.stringify(request),
    });
    const { Body } = await client.send(command, { abortSignal });
    return JSON.parse(new TextDecoder().decode(Body));
  }
  return async (request, signal) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await once(request, signal);
      } catch (error) {
        if (attempt === BUSY_ATTEMPTS || !isBusy(error)) throw error;
        await pause(BUSY_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random() / 2), undefined, { signal });
      }
    }
  };
}

const isBusy = (error: unknown): boolean =>
  types.isNativeError(error) &&
  error instanceof ModelError &&
  (error.OriginalStatusCode === 429 || error.OriginalStatusCode === 503);
