/** Packages that ship only ES modules: Jest runs CommonJS, so swc turns these too. */
const esModules = [
  ...[
    '@marcbachmann',
    '@middy',
    'jose',
    'ulid',
    'fauxqs',
    '@vercel',
    'cookie',
    'stemmer',
    'fastify',
    'toad-cache',
    'valibot',
  ],
  ...['unpdf', 'marked', 'htmlparser2', 'domhandler', 'domutils', 'domelementtype', 'dom-serializer', 'entities'],
];

/** @type {import('jest').Config} */
module.exports = {
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // What needs a browser runs by `npm run test:browser`.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/browser/'],
  globalSetup: '<rootDir>/test/support/seed/of-run.ts',
  testEnvironment: 'node',
  resolver: '<rootDir>/test/jest-resolver.js',
  runner: '<rootDir>/test/jest-runner.js',
  transform: {
    '^.+\\.[mc]?[jt]s$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esModules.join('|')})/)`],
  testTimeout: 30_000,
  maxWorkers: 2,
  // How long a worker may take to end: on a busy machine it is more than Jest's half second, with nothing left open.
  workerGracefulExitTimeout: 10_000,
};
