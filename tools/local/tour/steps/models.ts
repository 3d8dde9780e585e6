import assert from 'node:assert/strict';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { decodeEnsemble, encodeEnsemble } from '../../../../lambdas/fraud/domain/model/artefact';
import shipped from '../../../../models/fraud/champion/champion.json';
import { outputOf } from '../../../operator/outputs';
import { newId } from '../answer';
import { eventually } from '../documents';
import { sha256 as hashOf } from '../hash';
import { assertError, type HttpAnswer } from '../http';
import { decide, modelsRequest, newPayment } from '../payments';
import type { StepGroup, TourContext } from '../step';

/** The champion with another beginning, which scores nearly as it does, put where training puts models. */
async function uploadModel({ laptop }: TourContext): Promise<{ readonly version: string; readonly sha256: string }> {
  const ensemble = decodeEnsemble(Buffer.from(shipped.trees, 'base64'));
  const bytes = encodeEnsemble({ ...ensemble, baseMargin: ensemble.baseMargin - Math.random() / 1000 });
  const sha256 = hashOf(bytes);
  const version = `tour-${sha256.slice(0, 8)}`;
  const { endpoint, region, accessKeyId, secretAccessKey } = laptop.credentials.operator;
  const s3 = new S3Client({ endpoint, region, forcePathStyle: true, credentials: { accessKeyId, secretAccessKey } });
  const artefact = { ...shipped, version, sha256, trees: Buffer.from(bytes).toString('base64') };
  await s3.send(
    new PutObjectCommand({
      Bucket: outputOf(laptop.outputs, 'ModelsBucketName'),
      Key: `models/${sha256}.json`,
      Body: JSON.stringify(artefact),
    }),
  );
  s3.destroy();
  return { version, sha256 };
}

function succeeded(answer: HttpAnswer): HttpAnswer['body'] {
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body;
}

/** Drafted by one person and approved by another one. */
async function putIntoForce(context: TourContext, lineup: object): Promise<unknown> {
  const { version } = succeeded(await modelsRequest(context, 'dave', 'PUT', '/draft', lineup));
  assertError(await modelsRequest(context, 'dave', 'POST', '/draft/approval', { version }), 403, 'own_draft');
  succeeded(await modelsRequest(context, 'erin', 'POST', '/draft/approval', { version }));
  return version;
}

export const models: StepGroup = {
  name: 'models',
  needs: 'FraudApiUrl',
  steps: [
    {
      name: 'a model that training brought decides on its share when somebody else has approved it, and no longer when it is withdrawn',
      async run(context) {
        const { bundled } = succeeded(await modelsRequest(context, 'dave', 'GET'));
        const { sha256 } = bundled as { sha256: string };
        const challenger = await uploadModel(context);
        const decidedBy = async () => ((await decide(context, newPayment())).body.model as { version: string }).version;
        const champion = { sha256 };
        const canary = { sha256: challenger.sha256, mode: 'canary', share: 1 };
        const version = await putIntoForce(context, { champion, challenger: canary });
        await eventually(async () => (await decidedBy()) === challenger.version);
        await putIntoForce(context, { champion });
        await eventually(async () => (await decidedBy()) === shipped.version);
        return `${challenger.version}, by version ${version} of the lineup`;
      },
    },
    {
      name: 'a model that is not there is refused',
      async run(context) {
        const sha256 = hashOf(newId());
        const draft = { champion: { sha256: shipped.sha256 }, challenger: { sha256, mode: 'shadow', share: 1 } };
        const answer = await modelsRequest(context, 'dave', 'PUT', '/draft', draft);
        assertError(answer, 400, 'invalid_model');
        assertError(await modelsRequest(context, 'bob', 'GET'), 403, 'forbidden');
        return String(answer.body.detail);
      },
    },
  ],
};
