import assert from 'node:assert/strict';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { outputOf } from '../../../operator/outputs';
import { documentClientOf } from '../../../operator/platform-table';
import { eventually } from '../documents';
import { caseOf, decide, newPayment } from '../payments';
import type { StepGroup, TourContext } from '../step';

interface Compared {
  readonly tabled: number;
  readonly audited: number;
  readonly histories?: number;
  readonly findings: readonly { readonly kind: string; readonly id?: string }[];
}

/** Runs the function that compares an hour, as its schedule does, for an hour that is not over. */
async function compare({ laptop }: TourContext, hour: string): Promise<Compared> {
  const { engines, functions, resources } = laptop.core;
  await engines.firehose.flush();
  const found = resources
    .ofType('AWS::Lambda::Function')
    .find(({ properties }) => String(properties.Description).startsWith('Fraud: compares'));
  const result = await functions.invoke(found?.ref ?? '', { hour });
  if (!result.ok) throw new Error(`comparing ${hour} failed: ${result.errorMessage}`);
  return result.payload as Compared;
}

export const reconciliation: StepGroup = {
  name: 'reconciliation',
  needs: 'FraudApiUrl',
  steps: [
    {
      name: 'decisions, histories and audit records agree, and a decision that is deleted by hand is named',
      async run(context) {
        const { body } = await decide(context, newPayment());
        const decisionId = String(body.decisionId);
        const { decidedAt } = (await caseOf(context, 'dave', decisionId)).body;
        const hour = new Date(Number(decidedAt)).toISOString().slice(0, 13);
        let compared = await compare(context, hour);
        // What was committed a moment ago is on its way; what other tours deleted stays gone.
        const isWhole = () => compared.findings.every(({ kind }) => kind === 'deleted' || kind === 'doubled');
        await eventually(async () => {
          compared = await compare(context, hour);
          return isWhole();
        });
        assert.ok(compared.tabled > 0 && (compared.histories ?? 0) > 0, JSON.stringify(compared));

        const document = documentClientOf(context.laptop.credentials.operator);
        const TableName = outputOf(context.laptop.outputs, 'DecisionsTableName');
        const Key = { pk: `decision#${decisionId}`, sk: 'decision' };
        await document.send(new DeleteCommand({ TableName, Key }));
        const { findings } = await compare(context, hour);
        assert.ok(
          findings.some(({ kind, id }) => kind === 'deleted' && id === decisionId),
          JSON.stringify(findings),
        );
        return `${compared.tabled} entries and ${compared.histories} histories of ${hour} agree`;
      },
    },
  ],
};
