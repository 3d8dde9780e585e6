import { randomUUID } from 'node:crypto';
import { AssemblyError } from '../../assembly';
import type { PollerContext } from './poller';

/** Where records go that a mapping gives up. */
export interface FailureDestination {
  /** @throws Error where the function's role does not allow it, as Lambda asks when a mapping is made */
  check(): void;
  /**
   * @param information what is known of the batch
   * @param payload the batch as the function got it, for a destination that keeps it
   */
  send(information: object, shardId: string, payload: object): Promise<void>;
}

/** @throws AssemblyError on a destination that is not served */
export function failureDestination(context: PollerContext): FailureDestination | undefined {
  const { onFailureArn, path } = context.mapping;
  if (!onFailureArn) return undefined;
  const service = onFailureArn.split(':')[2];
  if (service === 'sqs') return toQueue(context, onFailureArn);
  if (service === 's3') return toBucket(context, onFailureArn);
  throw new AssemblyError(`${path}: failure destination ${onFailureArn} is not served`);
}

function demand({ allowed, caller }: PollerContext, action: string, resource: string): void {
  if (!allowed(action, resource)) throw new Error(`the role of ${caller.name} may not ${action} on ${resource}`);
}

/** A queue is told where in the stream a batch is, and no more. */
function toQueue(context: PollerContext, queueArn: string): FailureDestination {
  const { call, caller, endpoint, mapping } = context;
  return {
    check: () => demand(context, 'sqs:SendMessage', queueArn),
    async send(information) {
      const QueueUrl = `${endpoint}/${queueArn.split(':').slice(4).join('/')}`;
      const input = { QueueUrl, MessageBody: JSON.stringify(information) };
      await call({ service: 'sqs', operation: 'SendMessage', region: mapping.region, caller, input });
    },
  };
}

/**
 * A bucket keeps the batch itself.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
function toBucket(context: PollerContext, bucketArn: string): FailureDestination {
  const { mapping, objects } = context;
  const folder = `aws/lambda/${mapping.id}`;
  return {
    check() {
      demand(context, 's3:PutObject', `${bucketArn}/${folder}/shardId-000000000000/`);
      demand(context, 's3:ListBucket', bucketArn);
    },
    async send(information, shardId, payload) {
      const now = new Date().toISOString();
      const key = `${folder}/${shardId}/${now.slice(0, 10).replaceAll('-', '/')}/${now.slice(0, 19).replaceAll(':', '.')}-${randomUUID()}`;
      demand(context, 's3:PutObject', `${bucketArn}/${key}`);
      const body = Buffer.from(JSON.stringify({ ...information, payload: JSON.stringify(payload) }));
      await objects.put(bucketArn.split(':::')[1] ?? '', key, { body, contentType: 'application/json' });
    },
  };
}
