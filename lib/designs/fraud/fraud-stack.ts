import type { Construct } from 'constructs';
import { DesignDashboard } from '../../constructs/dashboard/dashboard';
import type { Route } from '../../design';
import { StageStack } from '../../stage-stack';
import { casesFunction } from './cases-function';
import { decideFunction } from './decide-function';
import { DecisionRecord } from './decision-record';
import { DriftWatch } from './drift-watch';
import { FraudApi } from './fraud-api';
import { type FraudContext, restStageName } from './fraud-context';
import { listsFunction } from './lists-function';
import { modelsFunction } from './models-function';
import { FraudMonitoring } from './monitoring';
import { Reconciliation } from './reconciliation';
import { reviewsFunction } from './reviews-function';
import { rulesFunction } from './rules-function';

/** Fraud scoring's compute: API, decisions. Holds no state of its own. */
export class FraudStack extends StageStack {
  /** How the API is reached from the edge. */
  readonly routes: readonly Route[];
  /** Ring when another training may help. */
  readonly driftAlarms: DriftWatch['alarms'];

  constructor(scope: Construct, context: FraudContext) {
    const { platform } = context;
    super(scope, {
      settings: platform.settings,
      region: platform.region,
      part: 'fraud',
      design: 'fraud',
      description: 'Fraud scoring: REST API, decisions',
    });
    const decide = decideFunction(this, context);
    const cases = casesFunction(this, context);
    const rules = rulesFunction(this, context);
    const models = modelsFunction(this, context);
    const reviews = reviewsFunction(this, context);
    const lists = listsFunction(this, context);
    const { function: record } = new DecisionRecord(this, 'Record', context);
    this.driftAlarms = new DriftWatch(this, 'Drift', context).alarms;
    new Reconciliation(this, 'Reconciliation', context);
    const rest = new FraudApi(this, 'Http', context, { decide, cases, rules, models, reviews, lists });
    const { widgets } = new FraudMonitoring(this, 'Monitoring', context, rest);
    new DesignDashboard(this, 'Dashboard', {
      name: this.stackName,
      widgets,
      // What somebody waits for: a dashboard of fifty metrics is free, and what runs by the clock has its alarms.
      functions: { authorize: rest.authorizer, decide, cases, rules, models, reviews, lists, record },
    });
    this.routes = [
      {
        pathPattern: `/${restStageName}/*`,
        // Its own host, and no name that DNS leads to other regions: histories are in this one.
        domain: `${rest.api.restApiId}.execute-api.${platform.region}.amazonaws.com`,
        kind: 'rest',
        outputKey: 'FraudApiUrl',
      },
    ];
  }
}
