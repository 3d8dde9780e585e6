import { compare, describe as describeReport, overLimit, type Report } from '../../bench/report';

const report: Report = {
  machine: 'one',
  rows: [
    compare('at the limit', 'ms', { value: 13, floor: 10 }, 1.3),
    compare('over it', 'bytes', { value: 2048, floor: 1024 }, 1.3),
  ],
};

it('fails what is over its limit, and only that', () => {
  expect(overLimit(report).map(({ name }) => name)).toEqual(['over it']);
});

it('has rows of the agreed shape', () => {
  expect(report.rows[1]).toEqual({ name: 'over it', ratio: 2, floor: 1024, value: 2048, unit: 'bytes', limit: 1.3 });
});

it('marks for people what is over', () => {
  const lines = describeReport(report).split('\n');
  expect(lines.filter((line) => line.endsWith('over the limit'))).toHaveLength(1);
  expect(lines.at(-1)).toMatch(/^over it +2\.00 +1\.30 +2 KB +1 KB/);
});
