import type { Operator } from '../operator/platform-table';

/** A service of AWS, and what it publishes for. */
export interface ServicePublisher {
  /** Such as `budgets.amazonaws.com`. */
  readonly service: string;
  /** Such as the ARN of a budget. */
  readonly sourceArn: string;
}

export interface Message {
  readonly subject: string;
  readonly text: string;
}

/**
 * Publishes to an SNS topic; the service's query protocol needs no client.
 *
 * @throws Error with the service's answer, such as AccessDenied
 */
export async function publishToTopic(publisher: Operator, topicArn: string, { subject, text }: Message): Promise<void> {
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
  const scope = `${publisher.accessKeyId}/${day}/${topicArn.split(':')[3]}/sns/aws4_request`;
  const response = await fetch(publisher.endpoint, {
    method: 'POST',
    // The laptop knows a caller by the access key, and does not check signatures.
    headers: { Authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none` },
    body: new URLSearchParams({
      Action: 'Publish',
      Version: '2010-03-31',
      TopicArn: topicArn,
      Subject: subject,
      Message: text,
    }),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`SNS answered ${response.status}: ${answer}`);
}
