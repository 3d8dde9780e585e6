import { apiGatewayQuotas } from '../../../tools/capacity/quotas/api-gateway';
import { bedrockQuotas } from '../../../tools/capacity/quotas/bedrock';
import { dynamodbQuotas } from '../../../tools/capacity/quotas/dynamodb';
import { lambdaQuotas } from '../../../tools/capacity/quotas/lambda';
import { cloudFrontQuotas, cognitoQuotas, openSearchQuotas } from '../../../tools/capacity/quotas/other';
import { type Quota, valueIn } from '../../../tools/capacity/quotas/quota';
import { sqsQuotas } from '../../../tools/capacity/quotas/sqs';
import { firehoseQuotas, kinesisQuotas } from '../../../tools/capacity/quotas/streams';

const quotas: Quota[] = [
  ...[lambdaQuotas, apiGatewayQuotas, dynamodbQuotas, kinesisQuotas, firehoseQuotas, sqsQuotas],
  ...[openSearchQuotas, cloudFrontQuotas, cognitoQuotas],
  ...Object.values(bedrockQuotas),
].flatMap((group) => Object.values(group));

describe('quotas', () => {
  it('have ids of their own', () => {
    const ids = quotas.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
  });

  it.each(quotas)('$id says where and when it was read, and how it is raised', (quota) => {
    expect(quota.source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
    expect(quota.read).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(quota.value).toBeGreaterThan(0);
    expect(quota.code ?? 'L-00000000').toMatch(/^L-[0-9A-F]{8}$/);
    // Without a code, who wants more has to be told how.
    if (quota.adjustable && !quota.code) expect(quota.note).toBeDefined();
  });

  it('differ by region where AWS says so', () => {
    expect(valueIn(apiGatewayQuotas.throttle, 'us-east-1')).toBe(10_000);
    expect(valueIn(apiGatewayQuotas.throttle, 'eu-south-1')).toBe(2500);
    expect(valueIn(sqsQuotas.fifoHighThroughput, 'ap-northeast-1')).toBe(9000);
  });
});
