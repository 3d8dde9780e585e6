import { stageWith } from '../../support/stages';
import { isRecord, property, resources } from '../../support/template';

const timeout = 60_000;

const made = new Map<string, ReturnType<typeof make>>();

/** What a stage of streaming alone is like with these versions of features; made once. */
function withFeatures(features: object) {
  const key = JSON.stringify(features);
  const known = made.get(key) ?? make(features);
  made.set(key, known);
  return known;
}

function make(features: object) {
  const stage = stageWith('dev', { designs: { streaming: { features } } }, { designs: 'streaming' });
  const of = (type: string) => resources(stage.stacks, type).filter(({ stack }) => stack.name === 'dev-streaming');
  const variables = (id: string) => {
    const [fn] = of('AWS::Lambda::Function').filter((each) => each.id.startsWith(id));
    const found = fn && property(fn, 'Environment', 'Variables');
    return isRecord(found) ? found : {};
  };
  const mappings = of('AWS::Lambda::EventSourceMapping');
  const readers = Object.fromEntries(
    mappings.flatMap(({ id, resource }) => (id.startsWith('Count') ? [[id, resource.Properties] as const] : [])),
  );
  const archived = mappings.find(({ id }) => id.startsWith('FeatureArchive'));
  return {
    ...{ variables, readers },
    told: variables('LookUp').FEATURES_VERSION,
    archived: JSON.stringify(archived?.resource.Properties?.FilterCriteria),
    alarms: of('AWS::CloudWatch::Alarm'),
    data: JSON.stringify(Object.keys(stage.template('dev-streaming-data').Resources)),
  };
}

const from = '2026-11-28T19:00:00Z';
const [blue, green] = [{ version: 1 }, { version: 2, from }];

it(
  'a version is counted beside the one that is told, then told, then alone; ids of what is kept stay',
  () => {
    const [before, beside, told, alone] = [
      withFeatures({ blue, green: null, told: 'blue' }),
      withFeatures({ blue, green, told: 'blue' }),
      withFeatures({ blue, green, told: 'green' }),
      withFeatures({ blue: null, green, told: 'green' }),
    ] as const;
    const ids = [before, beside, told, alone].map(({ readers }) => Object.keys(readers));
    const [[ofBlue = '']] = [ids[0] ?? []];
    expect(ids.map((own) => own.length)).toEqual([1, 2, 2, 1]);
    expect(ids[1]).toEqual(expect.arrayContaining(ids[0] ?? []));
    expect(ids[2]).toEqual(ids[1]);
    expect(ids[3]).not.toContain(ofBlue);
    expect(ids[1]).toContain(ids[3]?.[0]);
    expect(before.readers[ofBlue]).toMatchObject({ StartingPosition: 'TRIM_HORIZON' });
    expect(before.readers[ofBlue]).not.toHaveProperty('StartingPositionTimestamp');
    // What the live one reads is as it was; the other begins at the time, and sets nothing aside that the stream still has.
    expect(beside.readers[ofBlue]).toEqual(before.readers[ofBlue]);
    expect(beside.readers[ids[3]?.[0] ?? '']).toMatchObject({
      ...{ StartingPosition: 'AT_TIMESTAMP', StartingPositionTimestamp: Date.parse(from) / 1000 },
      MaximumRecordAgeInSeconds: 23 * 3600,
    });
    expect([before, beside, told, alone].map((each) => each.told)).toEqual(['1', '1', '2', '2']);
    expect(beside.variables('CountGreenFunction').FEATURES_VERSION).toBe('2');
    expect(beside.archived).toBe(before.archived);
    expect(told.archived).toContain('v2#item#');
    expect(new Set([before, beside, told, alone].map(({ data }) => data)).size).toBe(1);
  },
  4 * timeout,
);

it(
  'rings for a version that catches up only when the stream is about to forget what it has to read',
  () => {
    const lag = (told: string) => {
      const { alarms } = withFeatures({ blue, green, told });
      const of = (id: string) => alarms.find((alarm) => alarm.id.startsWith(id));
      return ['CountSourceLag', 'CountGreenSourceLag'].map((id) => {
        const alarm = of(id);
        return alarm && property(alarm, 'Threshold');
      });
    };
    expect([lag('blue'), lag('green')]).toEqual([
      [300_000, 86_400_000],
      [86_400_000, 300_000],
    ]);
  },
  2 * timeout,
);
