import * as fc from 'fast-check';
import { decodeEnsemble, encodeEnsemble } from '../../../../../lambdas/fraud/domain/model/artefact';
import { EnsembleError } from '../../../../../lambdas/fraud/domain/model/ensemble';
import { parseXgboost } from '../../../../../lambdas/fraud/domain/model/xgboost';
import { anyEnsemble } from './any-ensemble';
import { golden, goldenNames } from './golden';

it('comes back as it was, and as the same bytes', () => {
  fc.assert(
    fc.property(anyEnsemble(3), (ensemble) => {
      const bytes = encodeEnsemble(ensemble);
      expect(decodeEnsemble(bytes)).toEqual(ensemble);
      expect(encodeEnsemble(decodeEnsemble(bytes))).toEqual(bytes);
    }),
  );
});

it.each(goldenNames)('is smaller than the JSON of XGBoost: %s', (name) => {
  const { model } = golden(name);
  const bytes = encodeEnsemble(parseXgboost(model));
  expect(bytes.length).toBeLessThan(model.length / 3);
  expect(decodeEnsemble(bytes)).toEqual(parseXgboost(model));
});

it('is read from the middle of a buffer too', () => {
  const bytes = encodeEnsemble(parseXgboost(golden('plain').model));
  const padded = Buffer.concat([Buffer.of(0), bytes]);
  expect(decodeEnsemble(padded.subarray(1))).toEqual(decodeEnsemble(bytes));
});

it('refuses whatever was cut, or changed in its first bytes', () => {
  const bytes = encodeEnsemble(parseXgboost(golden('plain').model));
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), (length) => {
      expect(() => decodeEnsemble(bytes.subarray(0, length))).toThrow(EnsembleError);
    }),
  );
  expect(() => decodeEnsemble(Uint8Array.of(...bytes, 0))).toThrow(/has \d+ bytes, \d+ follow from its header/);
  expect(() => decodeEnsemble(bytes.map((byte, at) => (at === 3 ? 0x32 : byte)))).toThrow(/does not begin with GBT1/);
  expect(() => decodeEnsemble(bytes.map((byte, at) => (at === 9 ? 0x7b : byte)))).toThrow(/header is not valid/);
});

it('never fails otherwise, whatever one byte became', () => {
  const bytes = encodeEnsemble(parseXgboost(golden('plain').model));
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, byte) => {
      const changed = bytes.slice();
      changed[at] = byte;
      try {
        expect(decodeEnsemble(changed).roots.length).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toBeInstanceOf(EnsembleError);
      }
    }),
  );
});
