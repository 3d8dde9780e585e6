import * as budgets from 'aws-cdk-lib/aws-budgets';
import * as ce from 'aws-cdk-lib/aws-ce';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { ApplyBrakeEnv } from '../../lambdas/cost-guard/env';
import type { Settings } from '../config';
import { BlueprintFunction } from '../constructs/function/function';
import { workload } from '../stage-stack';
import { AlertTopic } from './alerts';
import type { Foundation } from './foundation';

export interface CostGuardProps {
  readonly foundation: Foundation;
  /** Where the brake is kept. */
  readonly table: dynamodb.ITableV2;
}

type Threshold = { readonly type: 'ACTUAL' | 'FORECASTED'; readonly percent: number; readonly topic: sns.ITopic };

/**
 * Watches what the stage spends: a budget for the stage and one for each design, anomaly detection by setting, and a brake
 * that handlers read. The brake is set when the stage has actually spent its hard limit, and lasts until the month ends.
 */
export class CostGuard extends Construct {
  readonly brakeTopic: sns.ITopic;

  constructor(scope: Construct, id: string, { foundation, table }: CostGuardProps) {
    super(scope, id);
    const { settings, key, alerts } = foundation;
    const { stage, budget } = settings;
    this.brakeTopic = new AlertTopic(this, 'Brake', {
      settings,
      key,
      displayName: `${stage}: spending passed the hard limit, the brake is set`,
      publishers: ['budgets'],
    }).topic;
    this.applyBrake(foundation, table);

    const early: readonly Threshold[] = [
      { type: 'FORECASTED', percent: 100, topic: alerts },
      { type: 'ACTUAL', percent: 80, topic: alerts },
    ];
    const hardLimit: Threshold = { type: 'ACTUAL', percent: budget.hardLimitPercent, topic: this.brakeTopic };
    const stageFilter = budget.scope === 'tag' ? tagged('stage', stage) : undefined;
    this.addBudget('Stage', `${stage}-stage`, budget.monthlyUsd, stageFilter, [...early, hardLimit]);
    for (const { design, settings: own } of settings.designs) {
      this.addBudget(
        `Design-${design.name}`,
        `${stage}-${design.name}`,
        own.monthlyBudgetUsd,
        tagged('workload', workload(stage, design.name)),
        early,
      );
    }
    this.addAnomalyDetection(foundation);
  }

  private applyBrake(foundation: Foundation, table: dynamodb.ITableV2): void {
    const brake = new BlueprintFunction<ApplyBrakeEnv>(this, 'ApplyBrake', {
      foundation,
      entry: 'lambdas/cost-guard/apply-brake.handler.ts',
      description: 'Sets the cost brake until the end of the month',
      environment: { PLATFORM_TABLE_NAME: table.tableName },
      // It runs seldom, and what it fails to stop is the spending.
      errorAlarm: { errorsPerFiveMinutes: 1 },
    });
    table.grant(brake, 'dynamodb:PutItem');
    this.brakeTopic.addSubscription(new subscriptions.LambdaSubscription(brake.function));
  }

  private addBudget(
    id: string,
    budgetName: string,
    amount: number,
    costFilters: Record<string, string[]> | undefined,
    thresholds: readonly Threshold[],
  ): void {
    new budgets.CfnBudget(this, id, {
      budget: {
        budgetName,
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount, unit: 'USD' },
        costFilters,
      },
      notificationsWithSubscribers: thresholds.map(({ type, percent, topic }) => ({
        notification: {
          notificationType: type,
          comparisonOperator: 'GREATER_THAN',
          threshold: percent,
          thresholdType: 'PERCENTAGE',
        },
        subscribers: [{ subscriptionType: 'SNS', address: topic.topicArn }],
      })),
    });
  }

  private addAnomalyDetection({ settings, alerts }: Foundation): void {
    const monitorArn = this.anomalyMonitorArn(settings);
    if (monitorArn === undefined) return;
    new ce.CfnAnomalySubscription(this, 'AnomalyAlerts', {
      subscriptionName: `${settings.stage}-stage`,
      monitorArnList: [monitorArn],
      // SNS takes no other frequency.
      frequency: 'IMMEDIATE',
      subscribers: [{ type: 'SNS', address: alerts.topicArn }],
      thresholdExpression: JSON.stringify({
        Dimensions: {
          Key: 'ANOMALY_TOTAL_IMPACT_ABSOLUTE',
          MatchOptions: ['GREATER_THAN_OR_EQUAL'],
          Values: [String(settings.anomalyDetection.thresholdUsd)],
        },
      }),
    });
  }

  /** @see https://docs.aws.amazon.com/cost-management/latest/userguide/getting-started-ad.html for who may create which */
  private anomalyMonitorArn({ stage, anomalyDetection }: Settings): string | undefined {
    switch (anomalyDetection.mode) {
      case 'off':
        return undefined;
      case 'existing':
        return anomalyDetection.monitorArn;
      case 'tag':
        return new ce.CfnAnomalyMonitor(this, 'Anomalies', {
          monitorName: `${stage}-stage`,
          monitorType: 'CUSTOM',
          monitorSpecification: JSON.stringify({ Tags: { Key: 'stage', Values: [stage] } }),
        }).attrMonitorArn;
      case 'services':
        return new ce.CfnAnomalyMonitor(this, 'Anomalies', {
          monitorName: `${stage}-services`,
          monitorType: 'DIMENSIONAL',
          monitorDimension: 'SERVICE',
        }).attrMonitorArn;
    }
  }
}

/** A cost filter by an activated cost allocation tag. */
function tagged(key: string, value: string): Record<string, string[]> {
  return { TagKeyValue: [`user:${key}$${value}`] };
}
