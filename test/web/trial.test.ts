import type { Trial } from '../../web/client/streaming-client';
import { findingsOf, triedAt, triedOn, verdictOf } from '../../web/client/trial';

const trial: Trial = {
  ...{ version: 3, writtenAt: 10, at: 20, by: 'bob', cases: 1_200, from: 1, to: 9, isComplete: true },
  ...{ judgedByPeople: 7, audited: 2, changed: [], found: { 'pattern idiot': 1, 'pattern kill': 4 } },
};

test('a draft was tried as it is now, or not at all', () => {
  expect(triedAt({ version: 3, writtenAt: 10 }, trial)).toMatch(/^Tried by bob /);
  expect(triedAt({ version: 3, writtenAt: 11 }, trial)).toBe('Not tried');
  expect(triedAt({ version: 4, writtenAt: 10 }, trial)).toBe('Not tried');
  expect(triedAt({ version: 3, writtenAt: 10 }, undefined)).toBe('Not tried');
});

test('on what it was tried is told, and whether that was all', () => {
  const [on, all] = triedOn(trial);
  expect(on).toMatch(/^1,200 recorded items of .*; people judged 7, and chance drew 2 for an audit\.$/);
  expect(all).toMatch(/^All/);
  expect(triedOn({ ...trial, isComplete: false })[1]).toMatch(/no time/);
  const { from: _, to: __, ...none } = trial;
  expect(triedOn({ ...none, cases: 0 })).toEqual(['There is nothing recorded that it could be tried on.']);
});

test('what would change, and what filters found', () => {
  expect([verdictOf('approve'), verdictOf('person')]).toEqual(['approved', 'to a person']);
  expect(findingsOf(trial)).toEqual([
    ['pattern kill', 4],
    ['pattern idiot', 1],
  ]);
});
