import { App, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { loadSettings, type Settings } from '../../lib/config';
import type { Foundation } from '../../lib/platform/foundation';
import { cdkContext } from './cdk-context';

/** A stage's settings as cdk.json gives them, without its designs. */
export function settingsOf(stage: string): Settings {
  return loadSettings(new App({ context: { ...cdkContext(), stage } }).node, []);
}

/** An empty stack of a stage, and what constructs stand on in it. */
export function foundationIn(stage: string): { readonly stack: Stack; readonly foundation: Foundation } {
  const settings = settingsOf(stage);
  const stack = new Stack(new App({ context: cdkContext() }), 'Test', { env: { region: settings.regions[0] } });
  return {
    stack,
    foundation: {
      settings,
      key: new kms.Key(stack, 'StageKey'),
      alerts: new sns.Topic(stack, 'Alerts'),
      functionPolicy: new iam.ManagedPolicy(stack, 'FunctionPolicy', {
        statements: [new iam.PolicyStatement({ actions: ['xray:PutTraceSegments'], resources: ['*'] })],
      }),
    },
  };
}
