import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import type { ModelEndpoint } from '../asking-endpoint';
import { csvOf, marginOf } from '../domain/model/csv';

/** An environment decides on one payment at a time; one more socket may be closing. */
const MOST_SOCKETS = 2;

/**
 * A client that never repeats a call, and whose sockets are bounded: who waits for a decision has no time for more.
 *
 * @param endpointMs milliseconds that a call may take
 */
export const modelEndpointClient = (endpointMs: number): SageMakerRuntimeClient =>
  new SageMakerRuntimeClient({
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: endpointMs,
      requestTimeout: endpointMs,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets: MOST_SOCKETS },
      httpsAgent: { keepAlive: true, maxSockets: MOST_SOCKETS },
    },
  });

/**
 * The model in SageMaker's container for XGBoost: a row goes there as CSV, and its margin comes back.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/xgboost.html
 */
export const createModelEndpoint = (client: SageMakerRuntimeClient, EndpointName: string): ModelEndpoint => ({
  async margin(row, abortSignal) {
    const request = { EndpointName, ContentType: 'text/csv', Accept: 'text/csv', Body: csvOf(row) };
    const { Body } = await client.send(new InvokeEndpointCommand(request), { abortSignal });
    return marginOf(new TextDecoder().decode(Body));
  },
});

/** The endpoint of this name, with a client of its own. */
export const modelEndpoint = (endpointName: string, endpointMs: number): ModelEndpoint =>
  createModelEndpoint(modelEndpointClient(endpointMs), endpointName);
