import { policy } from './policy';

/** What the template gives the handlers; imported before any of them. */
Object.assign(process.env, {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AUDIT_SINK: 'firehose',
  AUDIT_STREAM_NAME: 'audit',
  DECISIONS_TABLE_NAME: 'decisions',
  HISTORIES_TABLE_NAME: 'histories',
  DECISION_DAYS: '30',
  SAMPLE_SHARE: '1',
  BUDGET: JSON.stringify({ total: 100, store: 1000, endpoint: 40 }),
  POLICY: JSON.stringify(policy),
  CURRENCIES: JSON.stringify({ own: 'EUR', rates: { USD: 0.92 } }),
  AWS_LAMBDA_LOG_LEVEL: 'FATAL',
  AUDIT_BUCKET_NAME: 'audit',
  LEDGER_PARTS: '1',
  STAGE: 'test',
});
