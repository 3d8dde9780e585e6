import { playTour } from '../../tools/local/tour/tour';
import { laptopOfFile } from './laptop-of-file';

/**
 * Takes one action out of one function's policies and plays the tour: it has to fail, and to name the action. It does so for
 * one action of each function; with VERIFY_IAM=all for every action of every function, which takes half an hour, and with
 * VERIFY_IAM=<pattern> for those whose `<function> <action>` matches it.
 */
const { VERIFY_IAM: wanted } = process.env;
const pattern = wanted === undefined ? undefined : new RegExp(wanted === 'all' ? '' : wanted);

const started = laptopOfFile();

function pairs(): { name: string; action: string }[] {
  const byFunction = Map.groupBy(started().core.iam.grants(), (grant) => grant.function);
  return [...byFunction].flatMap(([name, grants], index) => {
    const actions = grants.map(({ action }) => action).sort();
    const some = pattern
      ? actions.filter((action) => pattern.test(`${name} ${action}`))
      : actions.slice(index % actions.length).slice(0, 1);
    return some.map((action) => ({ name, action }));
  });
}

async function tourWithout(name: string, action: string) {
  const laptop = started();
  const { iam, functions } = laptop.core;
  const restore = iam.denyAction(name, action);
  try {
    // Roles are asked at every call; logs and traces when an environment starts.
    await functions.recycle();
    laptop.apis.forgetAuthorizations();
    return await playTour(laptop, { stopAtDenial: true });
  } finally {
    restore();
    // A deployment that failed is made again: the console may have been left without its pages.
    await laptop.customResources.send('Create');
  }
}

test(
  'without any one of its permissions the tour fails with the name of the action, and with it the tour passes',
  async () => {
    const missed: string[] = [];
    const chosen = pairs();
    expect(chosen).not.toEqual([]);
    for (const { name, action } of chosen) {
      const { ok, denied } = await tourWithout(name, action);
      const named = denied.some((call) => call.startsWith(`${action} by ${name} `));
      if (ok || !named)
        missed.push(`${action} of ${name}: ${ok ? 'the tour passed' : `denied were ${denied.join(', ')}`}`);
    }
    expect(missed).toEqual([]);

    await started().core.functions.recycle();
    const { steps } = await playTour(started());
    expect(steps.filter(({ ok }) => !ok)).toEqual([]);
  },
  pattern ? 3_600_000 : 900_000,
);
