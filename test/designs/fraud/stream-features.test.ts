import { stageWith } from '../../support/stages';
import { property, resources } from '../../support/template';

const timeout = 120_000;
const streamFeatures = { deadlineMs: 30, entities: { account: 'user' }, names: ['user_views_1h'] };
const withSettings = (designs: object, names = 'streaming,fraud') => stageWith('dev', { designs }, { designs: names });

it(
  'rules are told what streaming knows where both designs say so, and the one may ask the other that alone',
  () => {
    const { stacks } = withSettings({ streaming: { offersFeatures: true }, fraud: { streamFeatures } });
    const of = (type: string, stack: string) => resources(stacks, type).filter((each) => each.stack.name === stack);
    const functions = of('AWS::Lambda::Function', 'dev-fraud');
    const told = functions.filter((fn) => property(fn, 'Environment', 'Variables', 'STREAM_FEATURES') !== undefined);
    expect(told.map(({ id }) => id.replace(/Function[0-9A-F]{8}$/, '')).sort()).toEqual(['Decide', 'Rules']);
    const text = JSON.stringify(told[0] && property(told[0], 'Environment', 'Variables', 'STREAM_FEATURES'));
    for (const part of ['arn:aws:lambda:us-east-1:', 'ReadFeaturesFunction', 'user_views_1h'])
      expect(text).toContain(part);
    const invoking = of('AWS::IAM::Policy', 'dev-fraud').filter((policy) =>
      JSON.stringify(policy.resource.Properties).includes('lambda:InvokeFunction'),
    );
    expect(invoking.map(({ id }) => id.startsWith('Decide'))).toEqual([true]);
    expect(JSON.stringify(invoking[0]?.resource.Properties)).toContain('ReadFeaturesFunction');
    const readers = of('AWS::Lambda::Function', 'dev-streaming').map(({ id }) => id);
    expect(readers.filter((id) => id.startsWith('ReadFeatures'))).toHaveLength(1);
  },
  timeout,
);

it.each([
  ['nobody offers features', { fraud: { streamFeatures } }, /no design offers features; set offersFeatures/],
  [
    'it is of another kind',
    {
      streaming: { offersFeatures: true },
      fraud: { streamFeatures: { ...streamFeatures, entities: { card: 'card' } } },
    },
    /entities: card is none of user, session, item/,
  ],
  [
    'two entities are of one kind',
    { fraud: { streamFeatures: { ...streamFeatures, entities: { account: 'user', card: 'user' } } } },
    /streamFeatures\.entities = .*expected kinds that differ/,
  ],
])(
  'the synthesis stops where %s',
  (_, designs, message) => {
    expect(() => withSettings(designs)).toThrow(message);
  },
  timeout,
);
