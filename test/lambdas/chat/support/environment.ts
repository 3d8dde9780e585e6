/** What the template gives the handlers; imported before any of them. */
Object.assign(process.env, {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: 'https://sockets.example/chat-ws',
  AUDIT_SINK: 'firehose',
  AUDIT_STREAM_NAME: 'audit',
  CHAT_MODELS: JSON.stringify([
    {
      id: 'small',
      bedrockModelId: 'b.small',
      contextTokens: 2000,
      maxOutputTokens: 500,
      prices: { inputPerMTok: 1, outputPerMTok: 4, cachedPerMTok: 0.25 },
    },
  ]),
  ATTACHMENTS_BUCKET_NAME: 'attachments',
  CHAT_TABLE_NAME: 'chat',
  CONNECTIONS_TABLE_NAME: 'connections',
  FREE_QUEUE_URL: 'https://sqs.example/1/free.fifo',
  HISTORY_TTL_DAYS: '30',
  MAX_RECEIVE_COUNT: '3',
  PAID_QUEUE_URL: 'https://sqs.example/1/paid.fifo',
  PLATFORM_TABLE_NAME: 'platform',
  USAGE_TABLE_NAME: 'usage',
  AWS_LAMBDA_LOG_LEVEL: 'FATAL',
  STAGE: 'test',
});
