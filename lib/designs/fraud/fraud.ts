import { defineDesign } from '../../design';
import { FraudDataStack } from './fraud-data-stack';
import { FraudStack } from './fraud-stack';
import { fraudConfiguration } from './settings';
import { FraudTrainingStack } from './training/training-stack';
import { workload } from './workload';

/** Decisions on payments, by rules and a model, in less than 100 ms. In the stage's primary region. */
export const fraud = defineDesign({
  name: 'fraud',
  summary: 'Decisions on payments by rules and a model: idempotent, explained, in constant work a payment',
  workload,
  configuration: fraudConfiguration,
  define(scope, { primary }, settings) {
    const { decisions, histories, models } = new FraudDataStack(scope, primary);
    const context = { platform: primary, settings, decisions, histories, models };
    const { routes, driftAlarms } = new FraudStack(scope, context);
    if (settings.training) new FraudTrainingStack(scope, context, settings.training, driftAlarms);
    return routes;
  },
});
