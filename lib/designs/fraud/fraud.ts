import { defineDesign } from '../../design';
import { checkStage } from './check-stage';
import { FraudDataStack } from './fraud-data-stack';
import { FraudModelStack } from './fraud-model-stack';
import { FraudStack } from './fraud-stack';
import { fraudConfiguration } from './settings';
import { askedFeatures } from './stream-features';
import { FraudTrainingStack } from './training/training-stack';
import { workload } from './workload';

/** Decisions on payments, by rules and a model, in less than 100 ms. In the stage's primary region. */
export const fraud = defineDesign({
  name: 'fraud',
  summary: 'Decisions on payments by rules and a model: idempotent, explained, in constant work a payment',
  workload,
  configuration: fraudConfiguration,
  takesFeatures: true,
  define(scope, { primary, features }, settings) {
    checkStage(primary.settings, settings);
    const { decisions, histories, models } = new FraudDataStack(scope, primary);
    const stream = askedFeatures(settings.streamFeatures, features);
    const context = { platform: primary, settings, decisions, histories, models, stream };
    const { host, endpoint } = settings.model;
    const hosted = host === 'endpoint' && endpoint ? new FraudModelStack(scope, primary, endpoint) : undefined;
    const stack = new FraudStack(scope, { ...context, ...(hosted && { endpoint: hosted.endpoint }) });
    if (hosted) stack.addStackDependency(hosted);
    if (settings.training) new FraudTrainingStack(scope, context, settings.training, stack.driftAlarms);
    return stack.routes;
  },
});
