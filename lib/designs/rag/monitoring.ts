import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AlertAlarm } from '../../constructs/alarm/alarm';
import type { RagApi } from './rag-api';
import type { RagContext } from './rag-context';
import { SearchAlarms } from './search-alarms';

const period = Duration.minutes(5);
const perRow = 24;

/** Alarms and graphs of what a user would notice, and of the search domain; each function and queue has its own besides. */
export class RagMonitoring extends Construct {
  private readonly failures: cloudwatch.IMetric;
  private readonly degraded: cloudwatch.IMetric;
  /** A streamed answer that breaks off has the status 200 already. */
  private readonly failedAnswers: cloudwatch.IMetric;

  constructor(
    scope: Construct,
    id: string,
    private readonly context: RagContext,
    private readonly rest: RagApi,
  ) {
    super(scope, id);
    // Rates, so that the same limit holds for ten questions a day and for a million.
    this.failures = percent('REST 5xx', 'errors', rest.api.metricServerError({ period, statistic: 'Average' }));
    this.degraded = percent('degraded', 'degraded', this.measured('Degraded', 'Average', 'degraded'));
    this.failedAnswers = percent('failed answers', 'failed', this.measured('AnswersFailed', 'Average', 'failed'));
    new SearchAlarms(this, 'Search', context);
    this.addAlarms();
  }

  /** First row of the design's dashboard. Every metric more costs: see the README's section on cost. */
  get widgets(): readonly cloudwatch.IWidget[] {
    const { search } = this.context;
    const ofDomain = (name: string, statistic: string, label: string) =>
      search.metric(name, { statistic, label, period });
    const graphs = Object.entries({
      'Search (ms)': [this.searchDuration('p50'), this.searchDuration('p95'), this.searchDuration('p99')],
      'Failures and degraded (%)': [this.failures, this.failedAnswers, this.degraded],
      'Search domain (%)': [
        ofDomain('CPUUtilization', 'Average', 'CPU'),
        ofDomain('JVMMemoryPressure', 'Maximum', 'heap'),
        ofDomain('KNNGraphMemoryUsagePercentage', 'Maximum', 'vectors'),
      ],
      'Index (chunks)': [ofDomain('SearchableDocuments', 'Average', 'chunks')],
    });
    return graphs.map(([title, left]) => new cloudwatch.GraphWidget({ title, left, width: perRow / graphs.length }));
  }

  private searchDuration(statistic: string): cloudwatch.Metric {
    return this.rest.functions.search.metricDuration({ period, statistic, label: statistic });
  }

  /** What the handlers of this stage measure themselves, written into their logs and read from there. */
  private measured(metricName: string, statistic: string, label: string): cloudwatch.Metric {
    const dimensionsMap = { service: 'rag', stage: this.context.platform.settings.stage };
    return new cloudwatch.Metric({ namespace: 'Blueprint/Rag', metricName, dimensionsMap, statistic, period, label });
  }

  private addAlarms(): void {
    const { platform, settings } = this.context;
    const { searchP99Ms, degradedPercent } = settings.alarms;
    const alarm = (id: string, metric: cloudwatch.IMetric, threshold: number, description: string, periods = 1) =>
      new AlertAlarm(this, id, {
        alerts: platform.alerts,
        metric,
        threshold,
        description,
        evaluationPeriods: periods,
      });
    alarm(
      'RestErrors',
      this.failures,
      1,
      'The REST API of RAG answers 1 % or more with 5xx: see its access log, then the log of the function behind the path.',
    );
    alarm(
      'FailedAnswers',
      this.failedAnswers,
      2,
      'Of the answers 2 % or more break off: the model is down or throttles, or the search is. The log of answer says which.',
    );
    alarm(
      'ReindexingGivenUp',
      this.measured('ReindexingsGivenUp', 'Sum', 'reindexings given up'),
      1,
      'A new index still lacks documents after many tries, and the former one goes on answering: see "Reindex" in docs/operations.md.',
    );
    alarm(
      'Degraded',
      this.degraded,
      degradedPercent,
      `Of searches and answers ${degradedPercent} % or more do without reranking, variants or vectors: a model throttles or is down.`,
      3,
    );
    alarm(
      'SlowSearch',
      this.searchDuration('p99'),
      searchP99Ms,
      `Searches are slow: p99 is over ${searchP99Ms} ms. The log of search has the time of each stage.`,
      3,
    );
  }
}

/** @param id tells the metric apart from others of the same graph */
const percent = (label: string, id: string, share: cloudwatch.IMetric) =>
  new cloudwatch.MathExpression({ expression: `100 * ${id}`, usingMetrics: { [id]: share }, label, period });
