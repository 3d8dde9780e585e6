import type { ActionMap } from './action-map';
import { bedrock } from './bedrock';
import { dynamodb } from './dynamodb';
import { executeApi } from './execute-api';
import { lambda } from './lambda';
import { opensearch } from './opensearch';
import { rekognition } from './rekognition';
import { s3 } from './s3';
import { sagemaker } from './sagemaker';
import { secretsManager } from './secrets-manager';
import { sns } from './sns';
import { sqs } from './sqs';
import { firehose, kinesis } from './streams';
import { textract } from './textract';

/** The services whose calls the gateway understands, by SigV4 signing name. */
export const actionMaps: Readonly<Record<string, ActionMap>> = {
  bedrock,
  dynamodb,
  es: opensearch,
  'execute-api': executeApi,
  firehose,
  kinesis,
  lambda,
  rekognition,
  s3,
  sagemaker,
  secretsmanager: secretsManager,
  sns,
  sqs,
  textract,
};
