import { differentSettings, settingsAsMarkdown } from '../../../tools/stages/settings-table';

const small = { regions: ['a'], data: { retain: false }, designs: { x: { shards: 1, same: 1 } } };
const large = { regions: ['a', 'b'], data: { retain: true }, designs: { x: { same: 1, workers: 2000 } } };

it('names each setting that differs, and leaves out what is the same', () => {
  expect(differentSettings([small, large])).toEqual([
    { setting: 'regions', values: ['a', 'a, b'] },
    { setting: 'data.retain', values: ['false', 'true'] },
    { setting: 'designs.x.shards', values: ['1', '–'] },
    { setting: 'designs.x.workers', values: ['–', '2,000'] },
  ]);
  expect(differentSettings([small, small])).toEqual([]);
});

it('counts what is long', () => {
  const list = (length: number) => ({ rules: Array.from({ length }, (_, index) => ({ name: `rule ${index}` })) });
  expect(differentSettings([list(0), list(12)])).toEqual([{ setting: 'rules', values: ['none', '12 of them'] }]);
});

it('writes a table for what designs share and one for each design', () => {
  expect(settingsAsMarkdown(['s', 'l'], differentSettings([small, large])).split('\n')).toEqual([
    ...['## platform', '', '| setting | s | l |', '|---|---|---|', '| `regions` | a | a, b |'],
    ...['| `data.retain` | false | true |', '', '## x', '', '| setting | s | l |', '|---|---|---|'],
    ...['| `designs.x.shards` | 1 | – |', '| `designs.x.workers` | – | 2,000 |'],
  ]);
});
