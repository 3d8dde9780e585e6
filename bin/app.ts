import { App } from 'aws-cdk-lib';
import { buildApp } from '../lib/app';
import { ConfigError } from '../lib/config';

try {
  buildApp(new App()).synth();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  // A mistake in cdk.json needs its own words, not a stack trace.
  console.error(error.message);
  process.exitCode = 1;
}
