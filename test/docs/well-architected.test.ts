import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const directory = path.join(__dirname, '../../docs');
const read = (file: string) => readFileSync(path.join(directory, file), 'utf8');
const text = read('well-architected.md');

interface Row {
  readonly id: string;
  readonly answer: string;
  readonly where: string;
}

const rows = [...text.matchAll(/^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|(.*)\|$/gm)]
  .map(([, id = '', , answer = '', where = '']): Row => ({ id, answer, where: where.trim() }))
  .filter(({ answer }) => answer !== 'answer');

/** What GitHub makes of a heading for links to it. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replace(/ /g, '-');

const numbered = (prefix: string, count: number, pad = false) =>
  Array.from({ length: count }, (_, index) => (pad ? `${prefix}0${index + 1}` : `${prefix} ${index + 1}`));

it('asks every question of the six pillars and of the generative AI lens once', () => {
  const ids = rows.map(({ id }) => id).filter((id) => /^[A-Z]+ ?\d+$/.test(id));
  expect(ids).toEqual([
    ...[...numbered('OPS', 11), ...numbered('SEC', 11), ...numbered('REL', 13), ...numbered('PERF', 5)],
    ...[...numbered('COST', 11), ...numbered('SUS', 6)],
    ...[...numbered('GENOPS', 5, true), ...numbered('GENSEC', 6, true), ...numbered('GENREL', 6, true)],
    ...[...numbered('GENPERF', 4, true), ...numbered('GENCOST', 5, true), ...numbered('GENSUS', 3, true)],
  ]);
});

it('answers each by a verdict, and points to what shows it unless it is open or yours', () => {
  expect(rows.filter(({ answer }) => !/^(met|partly|not met|yours)\b/.test(answer))).toEqual([]);
  const unshown = rows.filter(({ answer, where }) => /^(met|partly)/.test(answer) && !where.includes(']('));
  expect(unshown).toEqual([]);
  const unexplained = rows.filter(({ answer }) => /^(partly|not met)/.test(answer) && !answer.includes(': '));
  expect(unexplained).toEqual([]);
});

it.each(rows.filter(({ where }) => where !== ''))('$id points to what exists: $where', ({ where }) => {
  const problems: string[] = [];
  for (const [, target = '', , name] of where.matchAll(/\]\(([^)]+)\)( "([^"]+)")?/g)) {
    const [file = '', anchor] = target.split('#');
    if (!existsSync(path.join(directory, file))) problems.push(`no file ${file}`);
    else if (name && !read(file).replaceAll("\\'", "'").includes(name))
      problems.push(`nothing called "${name}" in ${file}`);
    else if (
      anchor &&
      ![...read(file).matchAll(/^#+ (.+)$/gm)].some(([, heading = '']) => anchorOf(heading) === anchor)
    ) {
      problems.push(`no heading #${anchor} in ${file}`);
    }
  }
  for (const [, type = '', page = ''] of where.matchAll(/`(AWS::[\w:]+)` of \[[^\]]+\]\(([^)]+)\)/g)) {
    if (!read(page).includes(`\`${type}\``)) problems.push(`no ${type} in ${page}`);
  }
  expect(problems).toEqual([]);
});
