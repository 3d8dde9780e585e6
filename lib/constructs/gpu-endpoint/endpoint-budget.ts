import { Stack, Tags } from 'aws-cdk-lib';
import * as budgets from 'aws-cdk-lib/aws-budgets';
import type { Construct } from 'constructs';
import type { Foundation } from '../../platform/foundation';

export interface EndpointBudgetProps {
  readonly foundation: Foundation;
  readonly endpointName: string;
  /** What its instances are. */
  readonly kind: 'gpu' | 'cpu';
  readonly monthlyBudgetUsd: number;
}

/** Watches what an endpoint costs. It sees nothing until the cost allocation tag, `<kind>-endpoint`, is activated in billing. */
export function endpointBudget(scope: Construct, props: EndpointBudgetProps): void {
  const { foundation, endpointName, kind, monthlyBudgetUsd } = props;
  const { region } = Stack.of(scope);
  const tag = `${kind}-endpoint`;
  const subscribers = [{ subscriptionType: 'SNS', address: foundation.alerts.topicArn }];
  const at = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
    notification: { notificationType, threshold, thresholdType: 'PERCENTAGE', comparisonOperator: 'GREATER_THAN' },
    subscribers,
  });
  new budgets.CfnBudget(scope, 'Budget', {
    budget: {
      budgetName: `${endpointName}-${kind}-${region}`,
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      budgetLimit: { amount: monthlyBudgetUsd, unit: 'USD' },
      costFilters: { TagKeyValue: [`user:${tag}$${endpointName}`], Region: [region] },
    },
    notificationsWithSubscribers: [at('FORECASTED', 100), at('ACTUAL', 80)],
  });
  Tags.of(scope).add(tag, endpointName);
}
