/** The console in a real browser: apart from `npm test`, which needs nothing but Node. */
module.exports = {
  ...require('./jest.config.js'),
  roots: ['<rootDir>/test/browser'],
  testPathIgnorePatterns: [],
  // How long a test may take on a busy machine; on a quiet one it is seconds.
  testTimeout: 180_000,
};
