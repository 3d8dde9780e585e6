import type { DataCard, ModelCard, Origin, Week } from './model-card';
import type { Reliability } from './reliability';
import type { Share } from './share';
import { usesOf } from './uses';

const whole = (value: number): string => value.toLocaleString('en-GB');
const three = (value: number): string => value.toFixed(3);
const percent = (value: number, digits = 2): string => `${(100 * value).toFixed(digits)} %`;

const table = (heading: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heading, heading.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

function interval({ hits, of, value, low, high }: Share, digits: number): string {
  if (value === undefined || low === undefined || high === undefined) return 'none';
  return `${percent(value, digits)} (${percent(low, digits)} to ${percent(high, digits)}), ${whole(hits)} of ${whole(of)}`;
}

const originOf = (origin: Origin): string =>
  origin.kind === 'simulated'
    ? `simulated (\`models/fraud/simulator\`), seed ${origin.seed}`
    : `\`${origin.name}\`, SHA-256 \`${origin.sha256}\``;

function dataOf({ origin, ...data }: DataCard, trainedOn: Week, testedOn: Week): string {
  const week = (name: string, { from, to, rows, frauds }: Week) => [
    ...[name, `${from} to ${to}`, whole(rows), whole(frauds), percent(frauds / rows)],
  ];
  const all: Week = { from: data.from, to: data.to, rows: data.transactions, frauds: data.frauds };
  return [
    `Origin: ${originOf(origin)}; ${whole(data.customers)} customers, ${whole(data.terminals)} terminals. No personal data.`,
    '',
    table(
      ['rows', 'days', 'payments', 'frauds', 'share'],
      [week('all, as history', all), week('trained on', trainedOn), week('tested on', testedOn)],
    ),
    '',
    'Of the test, customers whose frauds are known by then are left out, and a week lies between both. A label counts a week after its payment.',
  ].join('\n');
}

function reliabilityText({ brier, brierOfShare, expectedCalibrationError, bins }: Reliability): string {
  const rows = bins
    .filter(({ rows }) => rows > 0)
    .map(({ from, to, rows, frauds, meanProbability }) => [
      ...[`${from} to ${to}`, whole(rows), percent(meanProbability), percent(frauds / rows), whole(frauds)],
    ]);
  return [
    `Brier score ${brier.toFixed(5)} (${brierOfShare.toFixed(5)} for one who always says the share of frauds), expected calibration error ${expectedCalibrationError.toFixed(5)}. Measured crosswise: each half of the test's days with the calibration of the other half.`,
    '',
    table(['probability', 'payments', 'mean probability', 'share of frauds', 'frauds'], rows),
  ].join('\n');
}

/** @returns the model card as Markdown; the same card gives the same text */
export function markdownOf(card: ModelCard): string {
  const { metrics, threshold, overall, slices, scenarios } = card;
  const group = ({ recall, falsePositiveRate }: typeof overall) => [
    interval(recall, 1),
    interval(falsePositiveRate, 3),
  ];
  return [
    `# Model card: ${card.version}`,
    '',
    `Made by \`${card.command}\`; do not edit. SHA-256 of the trees: \`${card.sha256}\`.`,
    '',
    usesOf(card.data.origin),
    '',
    '## Data',
    '',
    dataOf(card.data, card.trainedOn, card.testedOn),
    '',
    '## Model',
    '',
    `Gradient-boosted trees with a logistic link: ${Object.entries(card.parameters)
      .map(([name, value]) => `${name} ${value}`)
      .join(
        ', ',
      )}; all else as XGBoost's defaults. It reads ${card.featureNames.map((name) => `\`${name}\``).join(', ')}.`,
    '',
    '## Quality',
    '',
    table(
      ['AUC', 'average precision', 'card precision@100', 'recall at 0.1 % false positives'],
      [[metrics.auc, metrics.ap, metrics.cp100, metrics.recallAt01Fpr].map(three)],
    ),
    '',
    '## Calibration',
    '',
    reliabilityText(card.reliability),
    '',
    '## Fairness',
    '',
    `At one threshold for all, the one that stops ${percent(threshold.falsePositiveRate, 1)} of genuine payments (a probability of ${three(threshold.probability)}); in brackets the interval of 95 % confidence.`,
    '',
    table(
      ['by', 'group', 'recall', 'genuine payments that are stopped'],
      [['all', '', ...group(overall)], ...slices.map((slice) => [slice.by, slice.group, ...group(slice)])],
    ),
    ...(Object.keys(scenarios).length === 0
      ? []
      : [
          '',
          table(
            ['what the simulator did', 'recall'],
            Object.entries(scenarios).map(([name, share]) => [name, interval(share, 1)]),
          ),
        ]),
    '',
  ].join('\n');
}
