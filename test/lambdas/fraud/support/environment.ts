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
  MODELS_BUCKET_NAME: 'models',
  DECISION_DAYS: '30',
  SAMPLE_SHARE: '1',
  OWN_CURRENCY: 'EUR',
  BUDGET: JSON.stringify({ total: 100, store: 1000, endpoint: 40 }),
  POLICY: JSON.stringify(policy),
  CURRENCIES: JSON.stringify({ own: 'EUR', rates: { USD: 0.92 } }),
  DRIFT: JSON.stringify({ windowDays: 7, labelDays: 7, least: { decisions: 1000, frauds: 30 } }),
  TRAINING_BUCKET_NAME: 'trainings',
  MODEL_PACKAGE_GROUP: 'dev-fraud',
  AWS_LAMBDA_LOG_LEVEL: 'FATAL',
  AUDIT_BUCKET_NAME: 'audit',
  LEDGER_PARTS: '1',
  STAGE: 'test',
});
