const { join } = require('node:path');

const seed = join(__dirname, 'support/seed');

/**
 * Packages that export only an `import` condition: resolve those by it, every other by `require` as usual. And fast-check comes with
 * the seed of the run, so that no test file has to set it.
 */
module.exports = (request, options) => {
  if (request === 'fast-check' && options.basedir !== seed) return join(seed, 'fast-check.ts');
  try {
    return options.defaultResolver(request, options);
  } catch (error) {
    if (request.startsWith('.')) throw error;
    return options.defaultResolver(request, { ...options, conditions: ['node', 'import', 'default'] });
  }
};
