export { type FunctionConfiguration, readConfiguration } from './configuration';
export { FunctionHost, type FunctionHostOptions } from './function-host';
export { LogStore } from './log-store';
export type { FunctionStats, PoolLimits } from './pool';
export { buildRuntime } from './runtime-bundle';
export { checkServiceActions } from './service-checks';
export { InvocationError } from './streamed-response';
