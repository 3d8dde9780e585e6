import { table } from '../operator/command-line';
import { type Check, VALIDATION_CONFIDENCE } from './simulation/validation';

export function describeChecks(checks: readonly Check[], seed: number): string {
  const rows = checks.map(({ queue, figure, formula, simulated, agrees }) => [
    agrees ? '' : '!',
    queue,
    figure,
    formula.toFixed(4),
    `${simulated.value.toFixed(4)} ±${simulated.halfWidth.toFixed(4)}`,
  ]);
  return [
    `The simulator against formulas, seed ${seed}; service takes 1 on the mean. ! lies outside of its ${100 * VALIDATION_CONFIDENCE} % interval.`,
    table([['', 'queue', 'figure', 'formula', 'simulated'], ...rows]),
  ].join('\n');
}
