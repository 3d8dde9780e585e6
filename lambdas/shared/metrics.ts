import { stageEnv } from './env';
import { parseEnv } from './parse-env';

type Unit = 'Count' | 'Milliseconds' | 'None';

/** Metrics that one document may have, and values of each; more begin another one. */
const MOST = 100;

/** Collects an invocation's metrics until they are published. */
export interface Metrics {
  /** Adds one value; several of one name are all counted. */
  add(name: string, unit: Unit, value: number): void;
  /** What stands beside the metrics in the log, and is no dimension. */
  addMetadata(fields: Readonly<Record<string, string>>): void;
  /** Writes what was collected, in CloudWatch's embedded metric format; nothing when nothing was. */
  publish(): void;
}

export interface MetricsOptions {
  /** @default the function's own, from its environment */
  readonly stage?: string;
  /** @default standard output, from where CloudWatch Logs reads metrics */
  readonly print?: (line: string) => void;
}

/**
 * CloudWatch metrics, one namespace for the blueprint and the design as its part. The stage is a dimension, so that stages
 * that share an account and a region do not ring each other's alarms.
 *
 * @param design such as `chat`, which gives the namespace `Blueprint/Chat`
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function createMetrics(
  design: string,
  { stage = parseEnv(stageEnv).STAGE, print = (line) => void process.stdout.write(`${line}\n`) }: MetricsOptions = {},
): Metrics {
  const namespace = `Blueprint/${design.charAt(0).toUpperCase()}${design.slice(1)}`;
  const dimensions = { service: design, stage };
  let values = new Map<string, { unit: Unit; values: number[] }>();
  let metadata: Readonly<Record<string, string>> = {};

  function flush(): void {
    if (values.size === 0) return;
    const directive = {
      Namespace: namespace,
      Dimensions: [Object.keys(dimensions)],
      Metrics: [...values].map(([Name, { unit }]) => ({ Name, Unit: unit })),
    };
    const figures = [...values].map(([name, { values: all }]) => [name, all.length === 1 ? all[0] : all] as const);
    const entry = { ...metadata, ...dimensions, ...Object.fromEntries(figures) };
    print(JSON.stringify({ _aws: { Timestamp: Date.now(), CloudWatchMetrics: [directive] }, ...entry }));
    values = new Map();
  }

  return {
    add(name, unit, value) {
      const full = values.get(name)?.values.length === MOST || (!values.has(name) && values.size === MOST);
      if (full) flush();
      const known = values.get(name);
      if (known) known.values.push(value);
      else values.set(name, { unit, values: [value] });
    },
    addMetadata(fields) {
      metadata = { ...metadata, ...fields };
    },
    publish() {
      flush();
      metadata = {};
    },
  };
}
