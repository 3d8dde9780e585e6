import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { champion } from '../../../../lambdas/fraud/champion';
import { margin } from '../../../../lambdas/fraud/domain/model/ensemble';
import { parseXgboost } from '../../../../lambdas/fraud/domain/model/xgboost';
import { archiveOf, onlyFileOf } from '../../../../models/fraud/xgboost/archive';
import { xgboostJson } from '../../../../models/fraud/xgboost/export';
import { anyEnsemble, anyRow } from '../../../lambdas/fraud/domain/model/any-ensemble';
import { golden, goldenNames, rows } from '../../../lambdas/fraud/domain/model/golden';

const FEATURES = 3;

it('gives back any ensemble, to the last bit of every score', () => {
  fc.assert(
    fc.property(anyEnsemble(FEATURES), fc.array(anyRow(FEATURES), { minLength: 1 }), (ensemble, some) => {
      const back = parseXgboost(xgboostJson(ensemble));
      expect(back).toEqual(ensemble);
      expect(some.map((row) => margin(back, row))).toEqual(some.map((row) => margin(ensemble, row)));
    }),
  );
});

it.each(goldenNames)("gives back what XGBoost itself trained, with XGBoost's own scores: %s", (name) => {
  const { model, margins } = golden(name);
  const back = parseXgboost(xgboostJson(parseXgboost(model)));
  expect(back).toEqual(parseXgboost(model));
  expect(rows.map((row) => margin(back, row))).toEqual([...margins]);
});

it('gives back the champion', () => {
  const { ensemble } = champion();
  expect(parseXgboost(xgboostJson(ensemble))).toEqual(ensemble);
});

it('writes numbers that want no point with one, and every single-precision number in few digits', () => {
  const text = xgboostJson(champion().ensemble);
  const [conditions = ''] = /(?<="split_conditions":\[)[^\]]*/.exec(text) ?? [];
  const numbers = conditions.split(',');
  expect(numbers.length).toBeGreaterThan(1);
  for (const number of numbers) expect(number).toMatch(/^-?\d(\.\d{1,8})?e[+-]\d+$/);
});

describe('an archive', () => {
  it('gives back its file, of whatever length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1_100 }), (bytes) => {
        const { name, body } = onlyFileOf(archiveOf('xgboost-model.json', bytes));
        expect([name, Buffer.compare(body, bytes)]).toEqual(['xgboost-model.json', 0]);
      }),
    );
  });

  it('is the same bytes whenever it is made', () => {
    const make = () => archiveOf('a', Buffer.from('one'));
    expect(make().equals(make())).toBe(true);
  });

  const hasTar = (() => {
    try {
      return execFileSync('tar', ['--version']).length > 0;
    } catch {
      return false;
    }
  })();
  (hasTar ? it : it.skip)('is read by the tar of the machine', () => {
    const input = archiveOf('xgboost-model.json', Buffer.from('{"learner":{}}'));
    expect(execFileSync('tar', ['-xzOf', '-', 'xgboost-model.json'], { input }).toString()).toBe('{"learner":{}}');
    expect(execFileSync('tar', ['-tzf', '-'], { input }).toString()).toBe('xgboost-model.json\n');
  });

  it('of nothing is refused', () => {
    expect(() => onlyFileOf(Buffer.from('text'))).toThrow();
  });
});
