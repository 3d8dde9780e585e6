import { servedCustomResources } from '../../tools/local/custom-resources';
import { playTour, type TourReport } from '../../tools/local/tour/tour';
import { laptopOfFile } from './laptop-of-file';

/**
 * Takes one action out of one function's policies and plays the tour: it has to fail, and to name the action. It does so for
 * one action of each function, one that the tour comes to soon; with VERIFY_IAM=all for every action of every function, and with VERIFY_IAM=<pattern> for
 * those whose `<function> <action>` matches it.
 */
const { VERIFY_IAM: wanted } = process.env;
const pattern = wanted === undefined ? undefined : new RegExp(wanted === 'all' ? '' : wanted);

const started = laptopOfFile();

interface Pair {
  readonly name: string;
  readonly action: string;
}

/** Where the tour first used an action of a function. */
interface Use {
  readonly group: string;
  /** How long the steps of that group had taken by then. */
  readonly afterMs: number;
}

/** What one more second of steps is worth: among actions within it any will do. */
const soonMs = 1000;

function pairs(firstUse: ReadonlyMap<string, Use>): Pair[] {
  const byFunction = Map.groupBy(started().core.iam.grants(), (grant) => grant.function);
  return [...byFunction].flatMap(([name, grants], index) => {
    const all = grants.map(({ action }) => ({ name, action })).sort((a, b) => (a.action < b.action ? -1 : 1));
    if (pattern) return all.filter((pair) => pattern.test(`${name} ${pair.action}`));
    const afterMs = ({ action }: Pair) => firstUse.get(keyOf({ function: name, action }))?.afterMs ?? Number.MAX_VALUE;
    const soonest = Math.min(...all.map(afterMs));
    const soon = all.filter((pair) => afterMs(pair) <= soonest + soonMs);
    return soon.slice(index % soon.length).slice(0, 1);
  });
}

/** Plays the whole tour. @returns its failed steps, what neither it nor the start used, and where it first used what it did */
async function wholeTour() {
  const { iam, functions } = started().core;
  await functions.recycle();
  const unusedAtStart = new Set(iam.unused().map(keyOf));
  iam.forgetUses();
  const firstUse = new Map<string, Use>();
  let unused = iam.grants();
  let now: Use = { group: '', afterMs: 0 };
  const { steps } = await playTour(started(), {
    onStep({ group, ms }) {
      now = { group, afterMs: ms + (group === now.group ? now.afterMs : 0) };
      const still = iam.unused();
      const left = new Set(still.map(keyOf));
      for (const grant of unused) if (!left.has(keyOf(grant))) firstUse.set(keyOf(grant), now);
      unused = still;
    },
  });
  return {
    failed: steps.filter(({ ok }) => !ok),
    unused: iam
      .unused()
      .map(keyOf)
      .filter((key) => unusedAtStart.has(key)),
    firstUse,
  };
}

const keyOf = ({ function: name, action }: { function: string; action: string }) => `${name} ${action}`;

async function tourWithout({ name, action }: Pair, groups?: readonly string[]): Promise<TourReport> {
  const laptop = started();
  const { iam, functions } = laptop.core;
  const restore = iam.denyAction(name, action);
  try {
    // Roles are asked at every call; logs and traces when an environment starts.
    await functions.recycle(name);
    laptop.apis.forgetAuthorizations();
    return await playTour(laptop, { stopAtDenial: true, ...(groups && { groups }) });
  } finally {
    restore();
    // A deployment that failed is made again: the console may have been left without its pages.
    if (deploys(name)) await laptop.customResources.send('Create');
  }
}

/** Whether a function works for a custom resource. */
function deploys(name: string): boolean {
  const { resources, functions } = started().core;
  return resources
    .ofType(...servedCustomResources)
    .some(({ properties }) => functions.configuration(String(properties.ServiceToken)).name === name);
}

/** The steps that use the action, and all the others only where those did not miss it. @returns what is wrong */
async function missed(pair: Pair, group: string | undefined): Promise<string | undefined> {
  const named = ({ ok, denied }: TourReport) =>
    !ok && denied.some((call) => call.startsWith(`${pair.action} by ${pair.name} `));
  if (group && named(await tourWithout(pair, [group]))) return undefined;
  const report = await tourWithout(pair);
  if (named(report)) return undefined;
  return `${pair.action} of ${pair.name}: ${report.ok ? 'the tour passed' : `denied were ${report.denied.join(', ')}`}`;
}

test(
  'with all its permissions the tour passes, and without any one it fails with the name of the action',
  async () => {
    const { failed, unused, firstUse } = await wholeTour();
    expect({ failed, unused }).toEqual({ failed: [], unused: [] });
    const chosen = pairs(firstUse);
    expect(chosen).not.toEqual([]);
    const wrong: string[] = [];
    for (const pair of chosen) {
      const why = await missed(pair, firstUse.get(`${pair.name} ${pair.action}`)?.group);
      if (why) wrong.push(why);
    }
    expect(wrong).toEqual([]);
  },
  pattern ? 3_600_000 : 900_000,
);
