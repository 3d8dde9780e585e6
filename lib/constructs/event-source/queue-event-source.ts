import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { BlueprintFunction } from '../function/function';
import { visibilityPerTimeout } from '../queue-pair/defaults';
import type { QueuePair } from '../queue-pair/queue-pair';

/** How many invocations a queue may cause at a time. */
export type QueueScaling =
  /** From 2 to 1,000; takes nothing from the account's pool and costs nothing idle. */
  | { readonly maxConcurrency: number }
  /** Provisioned pollers, ten invocations each and billed while they run, for more than a thousand at a time. */
  | { readonly minPollers: number; readonly maxPollers: number };

export interface QueueEventSourceProps {
  readonly target: BlueprintFunction;
  readonly source: QueuePair;
  readonly scaling: QueueScaling;
  /** Messages an invocation. @default 1 */
  readonly batchSize?: number;
}

/**
 * Reads a queue with a function that returns partial failures (`ReportBatchItemFailures`), bounded by the queue's receive
 * count and dead-letter queue. Its role gets the three actions of the poller and visibility changes, no more.
 *
 * @throws Error when the queue would redeliver a message while the function may still work on it
 */
export class QueueEventSource extends Construct {
  readonly mapping: lambda.EventSourceMapping;

  constructor(scope: Construct, id: string, { target, source, scaling, batchSize }: QueueEventSourceProps) {
    super(scope, id);
    const needed = target.timeout.toSeconds() * visibilityPerTimeout;
    if (source.visibilityTimeout.toSeconds() < needed) {
      throw new Error(
        `${source.node.path} has a visibility timeout of ${source.visibilityTimeout.toSeconds()} s; ` +
          `${target.node.path} needs ${needed} s, ${visibilityPerTimeout} times its own timeout`,
      );
    }
    const grant = source.queue.grant(
      target,
      'sqs:ReceiveMessage',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:ChangeMessageVisibility',
    );
    this.mapping = new lambda.EventSourceMapping(this, 'Mapping', {
      target: target.target,
      eventSourceArn: source.queue.queueArn,
      batchSize: batchSize ?? 1,
      reportBatchItemFailures: true,
      ...poller(scaling),
    });
    // Lambda checks at creation that the role may read the queue.
    grant.applyBefore(this.mapping);
  }
}

function poller(scaling: QueueScaling): Partial<lambda.EventSourceMappingProps> {
  if ('maxConcurrency' in scaling) return { maxConcurrency: scaling.maxConcurrency };
  return { provisionedPollerConfig: { minimumPollers: scaling.minPollers, maximumPollers: scaling.maxPollers } };
}
