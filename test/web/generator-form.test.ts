import { firstForm, settingsOf } from '../../web/client/events/generator-form';

test('what is typed in becomes rate, seed and parts', () => {
  expect(settingsOf({ ...firstForm, rate: '20', poison: '2.5' })).toEqual({
    settings: { rate: 20, mix: 'both', seed: 1, shares: { duplicates: 0.05, late: 0.05, poison: 0.025 } },
  });
});

test.each([
  [{ rate: '0' }, 'rate', 'A whole number from 1 to 500'],
  [{ rate: '2.5' }, 'rate', 'A whole number from 1 to 500'],
  [{ rate: '' }, 'rate', 'A whole number from 1 to 500'],
  [{ seed: '-1' }, 'seed', 'A whole number from 0 to 999999999'],
  [{ late: '101' }, 'late', 'A number from 0 to 100'],
  [{ poison: 'some' }, 'poison', 'A number from 0 to 100'],
  [{ late: '60', duplicates: '60' }, 'poison', 'Duplicates, late and unknown ones are more than 100 % together'],
])('%j is told at its field', (change, field, words) => {
  expect(settingsOf({ ...firstForm, ...change })).toEqual({ problems: { [field]: words } });
});
