import type { Operator } from '../operator/platform-table';

/** Publishes to an SNS topic, as AWS Budgets and CloudWatch do; the service's query protocol needs no client. */
export async function publishToTopic(
  operator: Operator,
  topicArn: string,
  message: string,
  subject?: string,
): Promise<void> {
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
  const scope = `${operator.accessKeyId}/${day}/${topicArn.split(':')[3]}/sns/aws4_request`;
  const response = await fetch(operator.endpoint, {
    method: 'POST',
    // The laptop knows a caller by the access key, and does not check signatures.
    headers: { Authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none` },
    body: new URLSearchParams({
      Action: 'Publish',
      Version: '2010-03-31',
      TopicArn: topicArn,
      Message: message,
      ...(subject === undefined ? {} : { Subject: subject }),
    }),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`SNS answered ${response.status}: ${answer}`);
}
