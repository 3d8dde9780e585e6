/** What the template gives the handlers; imported before any of them. */
Object.assign(process.env, {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AUDIT_SINK: 'firehose',
  AUDIT_STREAM_NAME: 'audit',
  DOCUMENTS_TABLE_NAME: 'documents',
  ORIGINALS_BUCKET_NAME: 'originals',
  SEARCH_ENDPOINT: 'https://search.example',
  EMBEDDING: JSON.stringify({ model: 'test-embedding', dimensions: 64 }),
  RERANK_MODEL: 'test-rerank',
  ANSWER_MODEL: 'test-answer',
  EXPANSION_MODEL: 'test-expansion',
  FUSION: 'rrf',
  PLATFORM_TABLE_NAME: 'platform',
  AWS_LAMBDA_LOG_LEVEL: 'FATAL',
  STAGE: 'test',
});
