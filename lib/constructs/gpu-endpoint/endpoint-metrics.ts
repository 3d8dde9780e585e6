import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

const period = Duration.minutes(5);

/**
 * What SageMaker measures of a model: by inference component, or by endpoint and variant.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
 */
export class EndpointMetrics {
  constructor(
    private readonly dimensionsMap:
      | { readonly InferenceComponentName: string }
      | { readonly EndpointName: string; readonly VariantName: string },
    /** GPUs of an instance: utilisation of a variant counts each up to 100 %. */
    private readonly gpus: number,
  ) {}

  /** Percent of the requests to which the model gave no 2xx answer, broken connections and timeouts among them. */
  errorPercent(): cloudwatch.IMetric {
    const errors = this.invocation('InvocationModelErrors', 'Average');
    return new cloudwatch.MathExpression({ expression: '100 * errors', usingMetrics: { errors }, period });
  }

  /** 95th percentile in microseconds. */
  latency(): cloudwatch.Metric {
    return this.invocation('ModelLatency', 'p95');
  }

  /** Percent of the GPUs' memory. */
  gpuMemory(): cloudwatch.IMetric {
    return this.utilisation('GPUMemoryUtilization');
  }

  /** Percent of the GPUs' time. */
  gpu(): cloudwatch.IMetric {
    return this.utilisation('GPUUtilization');
  }

  /** Requests that found no copy, a minute. */
  unserved(): cloudwatch.Metric {
    return this.invocation('NoCapacityInvocationFailures', 'Sum', Duration.minutes(1));
  }

  private invocation(metricName: string, statistic: string, every = period): cloudwatch.Metric {
    const { dimensionsMap } = this;
    return new cloudwatch.Metric({ namespace: 'AWS/SageMaker', metricName, dimensionsMap, statistic, period: every });
  }

  private utilisation(name: string): cloudwatch.IMetric {
    const { dimensionsMap } = this;
    const common = { dimensionsMap, statistic: 'Maximum', period };
    if ('InferenceComponentName' in dimensionsMap) {
      return new cloudwatch.Metric({
        ...common,
        namespace: '/aws/sagemaker/InferenceComponents',
        metricName: `${name}Normalized`,
      });
    }
    const sum = new cloudwatch.Metric({ ...common, namespace: '/aws/sagemaker/Endpoints', metricName: name });
    return new cloudwatch.MathExpression({ expression: `sum / ${this.gpus}`, usingMetrics: { sum }, period });
  }
}
