import assert from 'node:assert/strict';
import { decide, newPayment, tell } from '../payments';
import type { StepGroup, TourContext } from '../step';

interface Report {
  readonly recent: number;
  readonly settled: number;
  readonly notTold: readonly string[];
}

const DAY_MS = 86_400_000;
/** Days after which the laptop's stage takes outcomes to be known, and one more. */
const LATER = 8;

/** What the schedule does once a day, as of some days from now. */
async function watch({ laptop }: TourContext, days: number): Promise<Report> {
  const { resources, functions } = laptop.core;
  const rule = resources
    .ofType('AWS::Events::Rule')
    .find(({ properties }) => properties.Description === 'Fraud: looks for drift');
  const [target] = (rule?.properties.Targets ?? []) as readonly { readonly Arn: string }[];
  const watcher = resources.ofType('AWS::Lambda::Function').find(({ ref }) => target?.Arn.endsWith(`:${ref}`));
  assert.ok(watcher, 'nothing looks for drift');
  const result = await functions.invoke(watcher.ref, { time: new Date(Date.now() + days * DAY_MS).toISOString() });
  assert.ok(result.ok, result.ok ? '' : result.errorMessage);
  return result.payload as Report;
}

export const drift: StepGroup = {
  name: 'drift',
  needs: 'FraudApiUrl',
  steps: [
    {
      name: 'decisions are compared with what the model was made on; where they are too few that is said, and no alarm',
      async run(context) {
        const { body } = await decide(context, newPayment());
        await tell(context, { decisionId: body.decisionId, fraud: false, source: 'customer' });
        const today = await watch(context, 0);
        const later = await watch(context, LATER);
        assert.ok(today.recent > 0 && later.settled > 0, JSON.stringify({ today, later }));
        assert.ok(
          later.notTold.some((why) => why.startsWith('features: 0 decisions are too few')),
          JSON.stringify(later),
        );
        return `${today.recent} decisions of today; not told: ${today.notTold.join('; ') || 'nothing'}`;
      },
    },
  ],
};
