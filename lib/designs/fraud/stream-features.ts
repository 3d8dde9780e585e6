import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { z } from 'zod';
import type { OfferedFeatures } from '../../platform/platform';

/** Which entities of payments are asked for at a design that offers features, and what rules may name of the answer. */
export const streamFeatureSettings = z.strictObject({
  /** Milliseconds for which a decision waits; after them rules do without, and the answer says so. */
  deadlineMs: z.number().int().min(1),
  /** By entity of payments, the kind that it is there: such as an account that is a user. */
  entities: z
    .partialRecord(z.enum(['account', 'card', 'device', 'ip']), z.string())
    .refine((entities) => new Set(Object.values(entities)).size === Object.keys(entities).length, 'kinds that differ'),
  /** What rules may name, as `stream.<name>`. */
  names: z.array(z.string().regex(/^[a-z]\w*$/, 'a name such as user_views_1h')).min(1),
});
export type StreamFeatureSettings = z.output<typeof streamFeatureSettings>;

/** What is asked, and whom. */
export type AskedFeatures = StreamFeatureSettings & Pick<OfferedFeatures, 'functionArn'>;

/** @throws Error when nobody offers features, or not of these kinds */
export function askedFeatures(
  settings: StreamFeatureSettings | undefined,
  [offered]: readonly OfferedFeatures[],
): AskedFeatures | undefined {
  if (!settings) return undefined;
  if (!offered)
    throw new Error(
      'fraud.streamFeatures: no design offers features; set offersFeatures of streaming, and deploy it too',
    );
  const unknown = Object.values(settings.entities).find((kind) => !offered.kinds.includes(kind));
  if (unknown !== undefined)
    throw new Error(`fraud.streamFeatures.entities: ${unknown} is none of ${offered.kinds.join(', ')}`);
  return { ...settings, functionArn: offered.functionArn };
}

/** What handlers are told of it. */
export const streamEnvironment = (scope: Construct, asked: AskedFeatures | undefined) =>
  asked ? { STREAM_FEATURES: Stack.of(scope).toJsonString(asked) } : {};

/** Lets a function ask, and call nothing else of the other design. */
export function grantStream(grantee: iam.IGrantable, asked: AskedFeatures | undefined): void {
  if (!asked) return;
  iam.Grant.addToPrincipal({ grantee, actions: ['lambda:InvokeFunction'], resourceArns: [asked.functionArn] });
}
