export { notBilled } from './not-billed';

import { cloudwatch } from './cloudwatch';
import { dynamodb } from './dynamodb';
import { firehose, kinesis } from './kinesis';
import { lambda } from './lambda';
import { apiGateway, cloudfront, route53, vpc } from './network';
import { athena, budgets, eventBridge, glue, s3, sns, sqs, stepFunctions } from './others';
import { bedrock, sagemaker } from './sagemaker';
import { search } from './search';
import { cognito, kms, secrets, waf } from './security';
import type { Service } from './service';

/** Every service that has a price here. */
export const services: readonly Service[] = [
  ...[lambda, apiGateway, cloudfront, dynamodb, s3, sqs, sns, kinesis, firehose, eventBridge, stepFunctions],
  ...[search, sagemaker, bedrock, cloudwatch, kms, waf, secrets, cognito, vpc, route53, athena, glue, budgets],
];
