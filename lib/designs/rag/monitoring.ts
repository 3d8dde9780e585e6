import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import {
  DesignMonitoring,
  graphRow,
  percent,
  monitoringPeriod as period,
} from '../../constructs/dashboard/design-monitoring';
import type { RagApi } from './rag-api';
import type { RagContext } from './rag-context';
import { SearchAlarms } from './search-alarms';

/** Alarms and graphs of what a user would notice, and of the search domain; each function and queue has its own besides. */
export class RagMonitoring extends DesignMonitoring {
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
    super(scope, id, { design: 'rag', stage: context.platform.settings.stage, alerts: context.platform.alerts });
    // Rates, so that the same limit holds for ten questions a day and for a million.
    this.failures = percent('REST 5xx', 'errors', {
      errors: rest.api.metricServerError({ period, statistic: 'Average' }),
    });
    this.degraded = percent('degraded', 'degraded', { degraded: this.measured('Degraded', 'Average', 'degraded') });
    this.failedAnswers = percent('failed answers', 'failed', {
      failed: this.measured('AnswersFailed', 'Average', 'failed'),
    });
    new SearchAlarms(this, 'Search', context);
    this.addAlarms();
  }

  get widgets(): readonly cloudwatch.IWidget[] {
    const { search } = this.context;
    const ofDomain = (name: string, statistic: string, label: string) =>
      search.metric(name, { statistic, label, period });
    return graphRow({
      'Search (ms)': [this.searchDuration('p50'), this.searchDuration('p95'), this.searchDuration('p99')],
      'Failures and degraded (%)': [this.failures, this.failedAnswers, this.degraded],
      'Search domain (%)': [
        ofDomain('CPUUtilization', 'Average', 'CPU'),
        ofDomain('JVMMemoryPressure', 'Maximum', 'heap'),
        ofDomain('KNNGraphMemoryUsagePercentage', 'Maximum', 'vectors'),
      ],
      'Index (chunks)': [ofDomain('SearchableDocuments', 'Average', 'chunks')],
    });
  }

  private searchDuration(statistic: string): cloudwatch.Metric {
    return this.rest.functions.search.metricDuration({ period, statistic, label: statistic });
  }

  private addAlarms(): void {
    const { settings } = this.context;
    const { searchP99Ms, degradedPercent } = settings.alarms;
    this.alarm(
      'RestErrors',
      this.failures,
      1,
      'The REST API of RAG answers 1 % or more with 5xx: see its access log, then the log of the function behind the path.',
    );
    this.alarm(
      'FailedAnswers',
      this.failedAnswers,
      2,
      'Of the answers 2 % or more break off: the model is down or throttles, or the search is. The log of answer says which.',
    );
    this.alarm(
      'ReindexingGivenUp',
      this.measured('ReindexingsGivenUp', 'Sum', 'reindexings given up'),
      1,
      'A new index still lacks documents after many tries, and the former one goes on answering: see "Reindex" in docs/operations.md.',
    );
    this.alarm(
      'Degraded',
      this.degraded,
      degradedPercent,
      `Of searches and answers ${degradedPercent} % or more do without reranking, variants or vectors: a model throttles or is down.`,
      3,
    );
    this.alarm(
      'SlowSearch',
      this.searchDuration('p99'),
      searchP99Ms,
      `Searches are slow: p99 is over ${searchP99Ms} ms. The log of search has the time of each stage.`,
      3,
    );
  }
}
