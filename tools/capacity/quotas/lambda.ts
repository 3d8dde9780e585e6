import type { Quota } from './quota';

const limits = 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html';
const scaling = 'https://docs.aws.amazon.com/lambda/latest/dg/scaling-behavior.html';

export const lambdaQuotas = {
  concurrency: {
    id: 'lambda/concurrent-executions',
    name: 'Lambda: concurrent executions',
    unit: 'executions',
    scope: 'account and region',
    value: 1000,
    code: 'L-B99A9384',
    adjustable: true,
    newAccount: 10,
    note: 'AWS raises it to tens of thousands, and that of a new account with its use',
    source: limits,
    read: '2026-11-29',
  },
  requests: {
    id: 'lambda/requests',
    name: 'Lambda: requests a second, ten times the concurrency',
    unit: 'requests/s',
    scope: 'account and region',
    value: 10_000,
    code: 'L-B99A9384',
    adjustable: true,
    newAccount: 100,
    note: 'Goes up with the concurrency; it is what limits functions of less than 100 ms',
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html',
    read: '2026-11-29',
  },
  scalingRate: {
    id: 'lambda/scaling-rate',
    name: 'Lambda: new environments of one function',
    unit: 'in 10 s',
    scope: 'function',
    value: 1000,
    adjustable: false,
    note: 'Provisioned concurrency, or load that grows more slowly, needs none of it',
    source: scaling,
    read: '2026-11-29',
  },
  timeout: {
    id: 'lambda/timeout',
    name: 'Lambda: timeout',
    unit: 's',
    scope: 'function',
    value: 900,
    adjustable: false,
    source: limits,
    read: '2026-11-29',
  },
} as const satisfies Record<string, Quota>;
