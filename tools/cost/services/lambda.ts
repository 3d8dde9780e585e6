import { CostError } from '../cost-error';
import type { CostedAssembly, CostedResource } from '../costed-assembly';
import { byUse, type Charge, HOURS, type Idle, numberOf, plural, SECONDS, type Service } from './service';

const DEFAULT_MB = 128;

export const architectureOf = (fn: CostedResource): 'arm64' | 'x86_64' =>
  fn.get('Architectures', '0') === 'arm64' ? 'arm64' : 'x86_64';

export const memoryGb = (fn: CostedResource): number => numberOf(fn.get('MemorySize'), DEFAULT_MB) / 1024;

/** Warm environments are billed for as long as they are kept, whether or not anyone calls. */
const warm: Idle = (resource, assembly) => {
  const environments = numberOf(resource.get('ProvisionedConcurrencyConfig', 'ProvisionedConcurrentExecutions'));
  if (environments === 0) return [];
  const fn = functionOf(resource, assembly);
  const gb = memoryGb(fn);
  return [
    {
      price: `lambda.provisionedGbSecond.${architectureOf(fn)}`,
      quantity: environments * gb * SECONDS,
      what: `${plural(environments, 'warm environment')} of ${Math.round(gb * 1024)} MB`,
    },
  ];
};

function functionOf(resource: CostedResource, assembly: CostedAssembly): CostedResource {
  const fn = assembly.refersTo(resource.get('FunctionName'));
  if (fn?.type === 'AWS::Lambda::Function') return fn;
  throw new CostError(
    `${resource.id} (${resource.type}): the function whose environments it keeps warm is not in the assembly`,
  );
}

/** Lambda's pollers of a queue, by the service's long polls of twenty seconds. */
const POLLERS = 5;
const POLL_SECONDS = 20;

const mapping: Idle = (resource, assembly) => {
  const source = resource.get('EventSourceArn');
  const pollers = numberOf(resource.get('ProvisionedPollerConfig', 'MinimumPollers'));
  const provisioned = resource.get('ProvisionedPollerConfig') !== undefined;
  const queue = queueOf(source, assembly);
  if (provisioned) {
    const least = pollers || (queue ? 2 : 1);
    const price = queue ? 'lambda.queuePollerHour' : 'lambda.kafkaPollerHour';
    return [{ price, quantity: least * HOURS, what: plural(least, 'provisioned poller') }];
  }
  return queue ? [polls(queue)] : [];
};

function queueOf(source: unknown, assembly: CostedAssembly): { readonly fifo: boolean } | undefined {
  const resource = assembly.refersTo(source);
  if (resource?.type === 'AWS::SQS::Queue') return { fifo: resource.get('FifoQueue') === true };
  return /:sqs:/.test(String(source)) ? { fifo: String(source).endsWith('.fifo') } : undefined;
}

const polls = ({ fifo }: { readonly fifo: boolean }): Charge => ({
  price: fifo ? 'sqs.fifoRequest' : 'sqs.request',
  quantity: (POLLERS * SECONDS) / POLL_SECONDS,
  what: 'polls of an empty queue',
  estimate: `Lambda asks an empty queue by ${POLLERS} long polls of ${POLL_SECONDS} seconds`,
});

export const lambda: Service = {
  name: 'AWS Lambda',
  types: {
    'AWS::Lambda::Function': byUse,
    'AWS::Lambda::Version': warm,
    'AWS::Lambda::Alias': warm,
    'AWS::Lambda::EventSourceMapping': mapping,
    'AWS::Lambda::Url': byUse,
  },
};
