import type { TemplateResource } from '../../../../tools/assembly';
import { type CoreOptions, type LocalCore, startCore } from '../../../../tools/local/core';
import { writeAssembly } from './assembly-fixture';

type Resources = Readonly<Record<string, TemplateResource>>;

/** A function with a role of its own, as template resources: `<id>` and `<id>Role`. */
export function functionResources(
  id: string,
  asset: string,
  statements: readonly unknown[],
  properties: Readonly<Record<string, unknown>> = {},
): Resources {
  const logs = { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*' };
  return {
    [`${id}Role`]: {
      Type: 'AWS::IAM::Role',
      Properties: { Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: [logs, ...statements] } }] },
    },
    [id]: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { S3Bucket: 'assets', S3Key: `${asset}.zip` },
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Timeout: 10,
        LoggingConfig: { LogGroup: `/aws/lambda/${id}` },
        Role: { 'Fn::GetAtt': [`${id}Role`, 'Arn'] },
        ...properties,
      },
    },
  };
}

export const allow = (Action: string | string[], Resource: unknown) => ({ Effect: 'Allow', Action, Resource });
export const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

export interface RunningCore {
  readonly core: LocalCore;
  /** Lines that functions wrote so far, and waiting for one that fits. */
  readonly lines: readonly string[];
  line(fits: (line: string) => boolean): Promise<string>;
  /** Configuration of an SDK client whose caller may do all. */
  readonly client: { readonly endpoint: string; readonly region: string; readonly credentials: AwsKey };
  stop(): Promise<void>;
}

interface AwsKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/**
 * Starts the core over one stack, `main`, with functions written as source text.
 * @param sources text of each function's `index.mjs` by asset hash
 */
export async function startMain(
  resources: Resources,
  sources: Readonly<Record<string, string>> = {},
  options: Partial<CoreOptions> = {},
): Promise<RunningCore> {
  const assets = Object.fromEntries(Object.entries(sources).map(([hash, text]) => [hash, { 'index.mjs': text }]));
  const fixture = writeAssembly({ main: { template: { Resources: resources } } }, assets);
  const lines: string[] = [];
  const waiting = new Set<(line: string) => void>();
  const functionLog = (_name: string, line: string) => {
    lines.push(line);
    for (const tell of waiting) tell(line);
  };
  const core = await startCore({ assemblyDir: fixture.directory, functionLog, ...options }).catch((error: unknown) => {
    fixture.remove();
    throw error;
  });
  return {
    core,
    lines,
    line: (fits) =>
      new Promise((resolve) => {
        const known = lines.find(fits);
        if (known !== undefined) return resolve(known);
        const tell = (line: string) => {
          if (!fits(line)) return;
          waiting.delete(tell);
          resolve(line);
        };
        waiting.add(tell);
      }),
    client: {
      endpoint: core.gateway.endpoint,
      region: 'us-east-1',
      credentials: core.gateway.credentials.issue(core.gateway.operator),
    },
    async stop() {
      await core.stop();
      fixture.remove();
    },
  };
}
