import type { CloudFormationCustomResourceEvent, CloudFormationCustomResourceResponse, Context } from 'aws-lambda';

/** What became of a custom resource. */
export interface CustomResourceResult {
  readonly physicalResourceId: string;
}

export interface CustomResourceDeps {
  /** Does what the event asks for. */
  readonly apply: (event: CloudFormationCustomResourceEvent, signal: AbortSignal) => Promise<CustomResourceResult>;
  /** Tells CloudFormation, which waits for the answer until the resource's own timeout. */
  readonly answer: (responseUrl: string, response: CloudFormationCustomResourceResponse) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Milliseconds kept back from the function's time to tell CloudFormation in. */
const toAnswerMs = 15_000;

/** Answers CloudFormation whatever happens: done, failed with the reason, or failed because the time is nearly over. */
export function createCustomResource({ apply, answer, onError }: CustomResourceDeps) {
  return async (event: CloudFormationCustomResourceEvent, context: Pick<Context, 'getRemainingTimeInMillis'>) => {
    const signal = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - toAnswerMs));
    const { StackId, RequestId, LogicalResourceId } = event;
    const ids = { StackId, RequestId, LogicalResourceId };
    try {
      const { physicalResourceId } = await Promise.race([apply(event, signal), rejection(signal)]);
      await answer(event.ResponseURL, { Status: 'SUCCESS', PhysicalResourceId: physicalResourceId, ...ids });
    } catch (error) {
      onError(error);
      await answer(event.ResponseURL, {
        Status: 'FAILED',
        Reason: reasonOf(error, signal),
        PhysicalResourceId: physicalIdOf(event),
        ...ids,
      });
    }
  };
}

/** A resource whose creation failed gets an id too: CloudFormation then deletes it by that. */
function physicalIdOf(event: CloudFormationCustomResourceEvent): string {
  return event.RequestType === 'Create' ? event.RequestId : event.PhysicalResourceId;
}

function reasonOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'It took too long; what it was about is in the log of the function.';
  return error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 1_000) : 'Unknown failure';
}

function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
