import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import {
  DesignMonitoring,
  graphRow,
  percent,
  monitoringPeriod as period,
} from '../../constructs/dashboard/design-monitoring';
import type { StreamEventSource } from '../../constructs/event-source/stream-event-source';
import type { QueuePair } from '../../constructs/queue-pair/queue-pair';
import type { StreamingApi } from './streaming-api';
import type { StreamingContext } from './streaming-context';

/** Alarms and graphs of what senders and readers would notice; each function and event source has its own besides. */
export class StreamingMonitoring extends DesignMonitoring {
  private readonly failures: cloudwatch.IMetric;
  private readonly parked: cloudwatch.Metric;
  private readonly unjudged: cloudwatch.IMetric;
  private readonly unclassified: cloudwatch.IMetric;
  private readonly unlabelled: cloudwatch.IMetric;

  constructor(
    scope: Construct,
    id: string,
    private readonly context: StreamingContext,
    rest: StreamingApi,
    private readonly counting: StreamEventSource,
    private readonly uploads: QueuePair,
  ) {
    super(scope, id, { design: 'streaming', stage: context.platform.settings.stage, alerts: context.platform.alerts });
    this.failures = percent('REST 5xx', 'errors', {
      errors: rest.api.metricServerError({ period, statistic: 'Average' }),
    });
    this.parked = this.measured('Parked', 'Sum', 'parked');
    this.unjudged = this.share('Unjudged', 'unjudged');
    this.unclassified = this.share('ClassifierUnavailable', 'unclassified');
    this.unlabelled = this.share('ImagesUnlabelled', 'unlabelled');
    this.addAlarms();
  }

  get widgets(): readonly cloudwatch.IWidget[] {
    const sum = (name: string) => this.measured(name, 'Sum', name.toLowerCase());
    const frames = (name: string) => this.measured(`Live${name}`, 'Sum', name.toLowerCase());
    const first = graphRow({
      Events: [sum('Accepted'), sum('Refused'), sum('Unavailable'), sum('Counted'), sum('Duplicates'), sum('Late')],
      Items: [sum('Approved'), sum('Rejected'), sum('Held')],
      'Items and images that no model could judge, and classifier away (%)': [
        ...[this.unjudged, this.unlabelled, this.unclassified],
      ],
      'Frames of live views': [frames('Sent'), frames('Dropped'), frames('Unreached')],
    });
    const second = graphRow({
      'Oldest review by severity (minutes)': [5, 4, 3, 2, 1].map((severity) =>
        this.measured(`OldestReviewSeverity${severity}`, 'Maximum', `severity ${severity}`),
      ),
      'Age of events when they are counted (ms)': [this.counting.metricLag({ period, label: 'age' })],
      'Failures (%), and parked': [this.failures, this.parked],
      Images: this.imageCounts(),
    });
    return [...first, ...second];
  }

  /** What is received is looked at once: it is screened, refused, or for people, as not accepted by the model or unlabelled by it. */
  private imageCounts(): cloudwatch.IMetric[] {
    const sum = (name: string, label: string) => this.measured(`Images${name}`, 'Sum', label);
    return [
      this.uploads.queue.metricNumberOfMessagesSent({ period, label: 'received' }),
      ...[sum('Screened', 'screened'), sum('Refused', 'refused')],
      ...[sum('NotAccepted', 'not accepted'), sum('Unlabelled', 'unlabelled')],
    ];
  }

  /** Of a metric that is 0 or 1 for each item. */
  private share(name: string, label: string): cloudwatch.IMetric {
    return percent(label, label, { [label]: this.measured(name, 'Average', label) });
  }

  private addAlarms(): void {
    const { parked } = this.context.settings.alarms;
    this.alarm(
      'RestErrors',
      this.failures,
      1,
      'The streaming API answers 1 % or more with 5xx, and senders wait: see its access log, then the log of ingest.',
    );
    this.alarm(
      'Parked',
      this.parked,
      parked,
      `${parked} records or more were parked in five minutes: \`npm run parked\` says why, and puts them back.`,
    );
    this.addModerationAlarms();
  }

  private addModerationAlarms(): void {
    const { alarms, moderation } = this.context.settings;
    const { unjudgedPercent, overdueReviews } = alarms;
    this.alarm(
      'Unjudged',
      this.unjudged,
      unjudgedPercent,
      `Of items ${unjudgedPercent} % or more wait for a person since the model could not judge them: the path of a review says whether it failed, was late, or its budget is spent; the log of moderate says why.`,
      3,
    );
    this.alarm(
      'ImagesUnlabelled',
      this.unlabelled,
      unjudgedPercent,
      `Of images ${unjudgedPercent} % or more are not labelled, and their items wait for a person: GET /v1/images/{sha256} says whether Rekognition does not answer or moderation.images.calls are spent; the log of screen-image says why.`,
      3,
    );
    this.alarm(
      'ReviewsOverdue',
      this.measured('ReviewsOverdue', 'Maximum', 'overdue'),
      overdueReviews,
      `Reviews wait for longer than moderation.reviewMinutes allows (${overdueReviews} or more): GET /v1/moderation/reviews lists the gravest first; the log of watch-reviews says how old they are by severity.`,
      3,
    );
    if (moderation.classifierEndpoint === undefined) return;
    this.alarm(
      'ClassifierUnavailable',
      this.unclassified,
      50,
      'The classifier answers less than half of what it is asked, and the model is asked instead at its price: see the endpoint, then the log of moderate.',
      3,
    );
  }
}
