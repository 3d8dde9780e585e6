import { readFileSync } from 'node:fs';
import path from 'node:path';
import { presetNames } from '../../lib/presets';
import { stagesPage } from '../../tools/stages/page';

it('docs/stages.md is what presets are: `npm run -s stages -- --markdown > docs/stages.md` makes it again', () => {
  const page = readFileSync(path.join(__dirname, '../../docs/stages.md'), 'utf8');
  expect(page.replaceAll('\r\n', '\n')).toBe(stagesPage(presetNames));
});
