import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AlertAlarm, recordAlarmOptOut } from '../../constructs/alarm/alarm';
import type { RagContext } from './rag-context';
import type { SearchSettings } from './settings';

interface Watched {
  readonly metric: string;
  readonly statistic: 'Average' | 'Maximum' | 'Minimum';
  readonly threshold: number;
  /** Minutes in a row. @default 1 */
  readonly minutes?: number;
  /** @default false */
  readonly below?: boolean;
  readonly description: string;
  /** Which other alarm rings for the same, where that is so: a stage without overlapping alarms has this one not. */
  readonly toldBy?: string;
}

const gibInMib = 1024;

/**
 * What AWS recommends to watch of a domain, and whether its vectors still fit.
 *
 * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/cloudwatch-alarms.html
 */
const watched = ({ volumeGb, replicas }: SearchSettings): Readonly<Record<string, Watched>> => ({
  Red: {
    metric: 'ClusterStatus.red',
    statistic: 'Maximum',
    threshold: 1,
    description: 'A part of the index is on no node: searches miss what it holds. See the shards that are unassigned.',
  },
  Yellow: {
    metric: 'ClusterStatus.yellow',
    statistic: 'Maximum',
    threshold: 1,
    minutes: 5,
    description: 'A replica of the index is on no node: the next node that fails takes data along.',
    ...(replicas === 0 && { toldBy: 'An index without replicas is green or red, and red has an alarm.' }),
  },
  Storage: {
    metric: 'FreeStorageSpace',
    statistic: 'Minimum',
    threshold: volumeGb * gibInMib * 0.25,
    below: true,
    description: 'A node has less than a quarter of its disk left: raise search.volumeGb.',
  },
  WritesBlocked: {
    metric: 'ClusterIndexWritesBlocked',
    statistic: 'Maximum',
    threshold: 1,
    minutes: 5,
    description: 'The search domain takes no writes: a disk is full, or memory is.',
    toldBy:
      'Disk and memory have alarms that ring first; a document that is not written ends as a dead letter, which has one.',
  },
  Memory: {
    metric: 'JVMMemoryPressure',
    statistic: 'Maximum',
    threshold: 95,
    minutes: 3,
    description: 'A node is out of heap: use a larger instance type, or more of them.',
  },
  Cpu: {
    metric: 'CPUUtilization',
    statistic: 'Average',
    threshold: 80,
    minutes: 15,
    description: 'The search domain has been over 80 % of its processors for a quarter of an hour.',
  },
  Vectors: {
    metric: 'KNNCircuitBreakerTriggered',
    statistic: 'Maximum',
    threshold: 1,
    description:
      'Vectors do not fit the memory of the nodes any more, and searches wait for the disk: see the README on growth.',
  },
  KeyError: {
    metric: 'KMSKeyError',
    statistic: 'Maximum',
    threshold: 1,
    description: 'The key of the search domain is disabled: enable it, or what it encrypts cannot be read.',
  },
  KeyInaccessible: {
    metric: 'KMSKeyInaccessible',
    statistic: 'Maximum',
    threshold: 1,
    description: 'The search domain has lost its key for good: make another domain and index the originals again.',
    toldBy:
      'A key is disabled before it is gone, which has an alarm; without it every search fails, and the API has one.',
  },
  Snapshots: {
    metric: 'AutomatedSnapshotFailure',
    statistic: 'Maximum',
    threshold: 1,
    description: 'The hourly snapshot of the search domain failed, most often because its status is red.',
    toldBy: 'It is the red status that fails it, which has an alarm; what is lost is indexed again from the originals.',
  },
});

const rejected = {
  Search: { what: 'searches', toldBy: 'A search that is turned away is a 5xx of the API, which has an alarm.' },
  Write: {
    what: 'writes',
    toldBy: 'A write is tried again, and a document that fails for good is a dead letter, which has an alarm.',
  },
} as const;

/** Alarms of the search domain. */
export class SearchAlarms extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly context: RagContext,
  ) {
    super(scope, id);
    const { platform, settings, search } = context;
    const { alerts } = platform;
    for (const [name, { metric, statistic, minutes = 1, below, toldBy, ...alarm }] of Object.entries(
      watched(settings.search),
    )) {
      if (this.isLeftOut(name, toldBy)) continue;
      new AlertAlarm(this, name, {
        alerts,
        metric: search.metric(metric, { statistic }),
        evaluationPeriods: minutes,
        ...alarm,
        ...(below && { comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD }),
      });
    }
    for (const [name, { what, toldBy }] of Object.entries(rejected)) {
      if (this.isLeftOut(`${name}Rejected`, toldBy)) continue;
      new AlertAlarm(this, `${name}Rejected`, {
        alerts,
        metric: this.growth(search.metric(`Threadpool${name}Rejected`, { statistic: 'Maximum' })),
        threshold: 1,
        description: `The search domain turns ${what} away: its queues are full. Use more or larger instances.`,
      });
    }
  }

  private isLeftOut(name: string, toldBy: string | undefined): boolean {
    const { platform, search } = this.context;
    if (platform.settings.alarms.overlapping || !toldBy) return false;
    recordAlarmOptOut(search.domain, name, { noAlarmBecause: toldBy });
    return true;
  }

  /** Rejections are counted from the start of a node. */
  private growth(rejected: cloudwatch.Metric): cloudwatch.MathExpression {
    return new cloudwatch.MathExpression({
      expression: 'DIFF(rejected)',
      usingMetrics: { rejected },
      period: Duration.minutes(1),
      label: rejected.metricName,
    });
  }
}
