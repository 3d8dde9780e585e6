import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface CdkContext {
  readonly stages: Readonly<Record<string, { readonly preset: string }>>;
  readonly [flag: string]: unknown;
}

/** Feature flags and stages of `cdk.json`, as the CLI would pass them. */
export function cdkContext(): CdkContext {
  const file = join(__dirname, '../../cdk.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { context: CdkContext }).context;
}
