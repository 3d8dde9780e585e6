import { designs } from '../../../lib/designs';
import { profiles } from '../../../tools/capacity/designs';

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);

/** The profile says where a unit goes, the workload how much it takes: what both say has to be the same. */
describe.each(profiles)('profile of $design by the $unit', ({ design, unit, ...profile }) => {
  const workload = designs.find(({ name }) => name === design)?.workload;
  const of = [workload, ...(workload?.further ?? [])].find((each) => each?.unit === unit);
  const amounts = of?.perUnit ?? {};

  it('is of a unit of use of the workload', () => {
    expect(of?.unit).toBe(unit);
  });

  it('calls functions as often', () => {
    expect(sum(profile.functions.map(({ callsAUnit }) => callsAUnit))).toBeCloseTo(amounts.lambdaRequests ?? 0, 6);
  });

  it('writes and reads as many units', () => {
    const writes = profile.tables.map(({ writesAUnit, indexes = {} }) => writesAUnit + sum(Object.values(indexes)));
    expect(sum(writes)).toBeCloseTo(amounts.dynamodbWriteUnits ?? 0, 6);
    expect(sum(profile.tables.map(({ readsAUnit }) => readsAUnit))).toBeCloseTo(amounts.dynamodbReadUnits ?? 0, 6);
  });

  it('has as many tokens for text and for vectors', () => {
    const tokens = (isText: boolean) =>
      sum((profile.models ?? []).filter(({ model }) => /^nova/.test(model) === isText).map((use) => use.tokensAUnit));
    const text = (amounts.bedrockInputTokens ?? 0) + (amounts.bedrockOutputTokens ?? 0);
    expect(tokens(true)).toBeCloseTo(text, 6);
    expect(tokens(false)).toBeCloseTo(amounts.bedrockEmbeddingTokens ?? 0, 3);
  });

  it('has as many requests at the edge, audit events, and KB in its stream', () => {
    expect(profile.edgeRequestsAUnit).toBeCloseTo(amounts.cloudFrontRequests ?? 0, 6);
    expect(profile.auditEventsAUnit ?? 0).toBeCloseTo(amounts.auditEvents ?? 0, 6);
    expect(profile.stream?.kbAUnit ?? 0).toBeLessThanOrEqual(amounts.kinesisKb ?? 0);
  });
});
