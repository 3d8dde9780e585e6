import { setTimeout as delay } from 'node:timers/promises';
import { AssemblyError } from '../../assembly';
import type { Caller } from '../engines/engine';
import type { ResolvedResource } from '../types';
import { startDynamoDbPoller } from './dynamodb-poller';
import { startKinesisPoller } from './kinesis-poller';
import { readMapping } from './mapping';
import type { Poller, PollerContext } from './poller';
import { startSqsPoller } from './sqs-poller';

const pollers: Readonly<Record<string, (context: PollerContext) => Poller>> = {
  sqs: startSqsPoller,
  kinesis: startKinesisPoller,
  dynamodb: startDynamoDbPoller,
};

export type EventSourceOptions = Omit<PollerContext, 'mapping' | 'caller' | 'delivered' | 'allowed' | 'wait'> & {
  readonly mappings: readonly ResolvedResource[];
  /** The mapped function as a caller of services. */
  readonly callerOf: (functionRef: string) => Caller;
  readonly allowed: (caller: Caller, action: string, resource: string) => boolean;
};

/** What one mapping delivered so far, in batches. */
export interface EventSourceStats {
  readonly sourceArn: string;
  readonly functionName: string;
  readonly delivered: number;
  readonly failed: number;
  /** Whether records that are given up go to a queue. */
  readonly setsAside: boolean;
  /** Of a stream: the age of the last record of the latest batch when it was handed on (ms), as Lambda's metric IteratorAge has it. */
  readonly iteratorAgeMs?: number;
}

export interface EventSources extends Poller {
  stats(): readonly EventSourceStats[];
}

/**
 * Starts a poller for each enabled event source mapping.
 * @throws AssemblyError on a source or property that is not served
 */
export function startEventSources({ mappings, callerOf, allowed, ...context }: EventSourceOptions): EventSources {
  const enabled = mappings.map(readMapping).filter((mapping) => mapping !== undefined);
  const unserved = enabled.find(({ service }) => !pollers[service]);
  if (unserved) throw new AssemblyError(`${unserved.path}: event source ${unserved.sourceArn} is not served`);
  const running = enabled.map((mapping) => {
    const caller = callerOf(mapping.functionRef);
    const counts: { delivered: number; failed: number; iteratorAgeMs?: number } = { delivered: 0, failed: 0 };
    const delivered = (ok: boolean, ageMs?: number) => {
      counts[ok ? 'delivered' : 'failed']++;
      if (ageMs !== undefined) counts.iteratorAgeMs = ageMs;
    };
    const poller = pollers[mapping.service]?.({
      ...context,
      mapping,
      caller,
      delivered,
      wait: (ms, signal) => delay(ms, undefined, { signal }),
      allowed: (action, resource) => allowed(caller, action, resource),
    });
    const setsAside = mapping.onFailureArn !== undefined;
    const source = { sourceArn: mapping.sourceArn, functionName: caller.name, setsAside };
    return { poller, stats: () => ({ ...source, ...counts }) };
  });
  return {
    stats: () => running.map(({ stats }) => stats()),
    async stop() {
      await Promise.all(running.map(({ poller }) => poller?.stop()));
    },
  };
}
