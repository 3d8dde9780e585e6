/** What the template gives the handlers; imported before any of them. */
Object.assign(process.env, {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  EVENTS_STREAM_NAME: 'events',
  FEATURE_DELIVERY_NAME: 'features',
  MOST_AGE_HOURS: '24',
  FEATURES_TABLE_NAME: 'features',
  FEATURES_VERSION: '1',
  PARKED_BUCKET_NAME: 'parked',
  ALLOWED_LATENESS_MINUTES: '60',
  LATE_EVENTS: 'counted',
  EVENT_ID_HOURS: '48',
  AWS_LAMBDA_LOG_LEVEL: 'FATAL',
  STAGE: 'test',
});
