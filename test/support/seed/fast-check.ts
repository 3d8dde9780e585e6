import fc from 'fast-check';
import { testSeed } from './seed';

// What `test/jest-resolver.js` hands to whoever asks for fast-check.
fc.configureGlobal({ seed: testSeed });

export * from 'fast-check';
export default fc;
