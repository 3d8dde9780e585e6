import { alertsAreHeard, placeholders } from '../../../tools/deploy/checks';

const record = (Name: unknown) => [
  { template: { Resources: { Ipv4: { Type: 'AWS::Route53::RecordSet', Properties: { Name } } } } },
];

it.each(['example.com.', 'api.example.org.', 'ws.example.net', 'shop.example', 'a.test.', 'b.invalid'])(
  'finds %s, which nobody can own',
  (name) => {
    expect(placeholders(record(name))).toEqual([name.replace(/\.$/, '')]);
  },
);

it.each(['chat.acme.io.', 'example.com.acme.io', 'notexample.com', 'test.acme.io', { Ref: 'Name' }])(
  'lets %j pass',
  (name) => {
    expect(placeholders(record(name))).toEqual([]);
  },
);

it('names each domain once, however many resources use it', () => {
  expect(placeholders([...record('b.example'), ...record('a.example'), ...record('b.example.')])).toEqual([
    'a.example',
    'b.example',
  ]);
});

it('looks at names that lead to the stage, and at nothing else', () => {
  const Resources = {
    Topic: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: 'example.com' } },
    Bare: { Type: 'X' },
  };
  expect(placeholders([{ template: { Resources } }])).toEqual([]);
});

it.each([
  [{ Type: 'AWS::SNS::Subscription', Properties: { Protocol: 'email' } }, true],
  [{ Type: 'AWS::Chatbot::SlackChannelConfiguration', Properties: {} }, true],
  [{ Type: 'AWS::SNS::Subscription', Properties: { Protocol: 'lambda' } }, false],
  [{ Type: 'AWS::SNS::Topic' }, false],
])('%j: somebody hears of alarms: %s', (Subscriber, heard) => {
  expect(alertsAreHeard([{ template: { Resources: { Subscriber } } }])).toBe(heard);
});
