import { Duration } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type Foundation, removalPolicyOnceDeployed } from '../../platform/foundation';
import { type AlarmOptOut, AlertAlarm, recordAlarmOptOut } from '../alarm/alarm';
import { bundle } from './bundle';
import { functionDefaults, functionEnvironment } from './defaults';

/** The variables a handler's `env.ts` declares, as strings; what is optional there is optional here. */
export type EnvironmentOf<Env> = { readonly [Name in keyof Env]: string };

export interface BlueprintFunctionProps<Env extends object> {
  readonly foundation: Foundation;
  /** Handler source relative to the repository, exporting `handler`: `lambdas/chat/send.handler.ts`. */
  readonly entry: string;
  readonly description: string;
  /** Exactly what the handler's `env.ts` asks for; give its type as the type argument. */
  readonly environment: EnvironmentOf<Env>;
  /** @default 10 seconds */
  readonly timeout?: Duration;
  /** MB. @default 512 */
  readonly memorySize?: number;
  /** Environments kept warm, behind the alias `live`. @default - none, on demand */
  readonly provisionedConcurrency?: number;
  /** Hard bound that also takes this much from the account's pool. @default - none */
  readonly reservedConcurrency?: number;
  /** @default - an alarm on as many errors in five minutes as the stage's `alarms.errorsPerFiveMinutes` */
  readonly errorAlarm?: AlarmOptOut | { readonly errorsPerFiveMinutes: number };
  /** @default - an alarm on any throttle in five minutes, where the stage's `alarms.throttles` has one for each function */
  readonly throttleAlarm?: AlarmOptOut;
}

const regionWatches: AlarmOptOut = {
  noAlarmBecause: 'One alarm of the platform is on the throttles of all functions in the region.',
};

/**
 * A Lambda function whose role holds only what it is granted: its own log group, traces, and what `grant` methods add.
 * Callers invoke `target`.
 */
export class BlueprintFunction<Env extends object = object> extends Construct implements iam.IGrantable {
  readonly function: lambda.Function;
  readonly role: iam.Role;
  readonly logGroup: logs.LogGroup;
  /** The function, or its alias `live` where concurrency is provisioned. */
  readonly target: lambda.IFunction;
  readonly timeout: Duration;
  readonly grantPrincipal: iam.IPrincipal;

  constructor(scope: Construct, id: string, props: BlueprintFunctionProps<Env>) {
    super(scope, id);
    const { foundation } = props;
    this.timeout = props.timeout ?? functionDefaults.timeout;
    this.logGroup = new logs.LogGroup(this, 'Logs', {
      retention: foundation.settings.logs.retentionDays,
      removalPolicy: removalPolicyOnceDeployed(foundation.settings),
    });
    this.role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      managedPolicies: [foundation.functionPolicy],
    });
    this.grantPrincipal = this.role;
    this.logGroup.grantWrite(this.role);
    this.function = new lambda.Function(this, 'Function', {
      ...functionDefaults,
      description: props.description,
      code: lambda.Code.fromAsset(bundle(props.entry)),
      environment: {
        ...functionEnvironment,
        STAGE: foundation.settings.stage,
        ...defined(props.environment),
      },
      timeout: this.timeout,
      memorySize: props.memorySize ?? functionDefaults.memorySize,
      reservedConcurrentExecutions: props.reservedConcurrency,
      role: this.role,
      logGroup: this.logGroup,
      ...(foundation.network && {
        vpc: foundation.network.vpc,
        vpcSubnets: foundation.network.subnets,
        securityGroups: [foundation.network.securityGroup],
      }),
    });
    this.traceWithoutWidening();
    this.target = props.provisionedConcurrency ? this.warmAlias(props.provisionedConcurrency) : this.function;
    this.addAlarms(props);
  }

  metricErrors(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.function.metricErrors({ period: Duration.minutes(5), ...options });
  }

  metricThrottles(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.function.metricThrottles({ period: Duration.minutes(5), ...options });
  }

  metricDuration(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.function.metricDuration({ period: Duration.minutes(5), ...options });
  }

  /** The library's `tracing` would add a statement on every resource to each role; the shared policy has it once. */
  private traceWithoutWidening(): void {
    const resource = this.function.node.defaultChild;
    if (resource instanceof lambda.CfnFunction) resource.tracingConfig = { mode: 'Active' };
  }

  private warmAlias(provisionedConcurrentExecutions: number): lambda.Alias {
    return new lambda.Alias(this, 'Live', {
      aliasName: 'live',
      version: this.function.currentVersion,
      provisionedConcurrentExecutions,
    });
  }

  private addAlarms(props: BlueprintFunctionProps<Env>): void {
    const { alerts, settings } = props.foundation;
    const errorAlarm = props.errorAlarm ?? settings.alarms;
    if ('noAlarmBecause' in errorAlarm) recordAlarmOptOut(this.function, 'errors', errorAlarm);
    else {
      new AlertAlarm(this, 'Errors', {
        alerts,
        metric: this.metricErrors(),
        threshold: errorAlarm.errorsPerFiveMinutes,
        description: `${this.node.path} failed; its log group ${this.logGroup.logGroupName} has the reason.`,
      });
    }
    const optOut = props.throttleAlarm ?? (settings.alarms.throttles === 'region' ? regionWatches : undefined);
    if (optOut) recordAlarmOptOut(this.function, 'throttles', optOut);
    else {
      new AlertAlarm(this, 'Throttles', {
        alerts,
        metric: this.metricThrottles(),
        threshold: 1,
        description: `${this.node.path} was throttled: the account's or the function's concurrency is used up.`,
      });
    }
  }
}

/** Optional variables that are not set must not reach the template. */
function defined(environment: object): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined));
}
