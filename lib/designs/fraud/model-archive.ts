import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AssetHashType } from 'aws-cdk-lib';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import { deployedModel } from '../../../models/fraud/champion/deployed';
import { archiveOf } from '../../../models/fraud/xgboost/archive';
import { replaceFile } from '../../constructs/function/bundle';

/** Its ending tells XGBoost which of its formats it is. */
const FILE_NAME = 'xgboost-model.json';
const path = join(__dirname, '../../../.cache/models/fraud/model.tar.gz');

/** The model of the bundle as XGBoost reads it, in the archive that SageMaker takes, uploaded with the stack. */
export function modelArchive(scope: Construct, id: string): Asset {
  const body = Buffer.from(deployedModel());
  mkdirSync(dirname(path), { recursive: true });
  replaceFile(path, archiveOf(FILE_NAME, body));
  // Of what is in it: how it is compressed may differ from machine to machine.
  const assetHash = createHash('sha256').update(FILE_NAME).update(body).digest('hex');
  return new Asset(scope, id, { path, assetHash, assetHashType: AssetHashType.CUSTOM });
}
