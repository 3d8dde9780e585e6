import type { AccessKey } from '../gateway/credentials';
import type { FunctionConfiguration } from './configuration';

/** What an environment's variables are made of, besides the template. */
export interface VariableSources {
  readonly taskRoot: string;
  /** Address that the SDK's clients call. */
  readonly endpoint: string;
  readonly logStream: string;
  readonly accessKey: AccessKey;
  readonly compileCache: string;
  /** Replaces addresses of AWS by local ones. */
  readonly localize: (variable: string, value: string) => string;
}

/** Passed on from this process because the operating system needs them; nothing else is inherited. */
const inherited = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'windir'];

/** Everything a function finds in `process.env`: Lambda's own variables, then the template's. */
export function environmentVariables(
  configuration: FunctionConfiguration,
  sources: VariableSources,
): Record<string, string> {
  const own = Object.entries(configuration.environment);
  const fromSystem = inherited.map((name) => [name, process.env[name]] as const).filter(([, value]) => value);
  return {
    ...(Object.fromEntries(fromSystem) as Record<string, string>),
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
    NODE_COMPILE_CACHE: sources.compileCache,
    AWS_REGION: configuration.region,
    AWS_DEFAULT_REGION: configuration.region,
    AWS_ACCESS_KEY_ID: sources.accessKey.accessKeyId,
    AWS_SECRET_ACCESS_KEY: sources.accessKey.secretAccessKey,
    AWS_ENDPOINT_URL: sources.endpoint,
    AWS_EXECUTION_ENV: `AWS_Lambda_${configuration.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: configuration.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: configuration.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: sources.logStream,
    LAMBDA_TASK_ROOT: sources.taskRoot,
    _HANDLER: configuration.handler,
    ...Object.fromEntries(own.map(([name, value]) => [name, sources.localize(name, value)])),
  };
}
