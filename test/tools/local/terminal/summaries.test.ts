import { endpoints, scheduleTable } from '../../../../tools/local/terminal/summaries';

const credentials = { operator: { endpoint: 'http://localhost:4566' } } as Parameters<
  typeof endpoints
>[0]['credentials'];

test('says the addresses of the designs that there are, and what to try where there is something to try', () => {
  const edge = { ConsoleUrl: 'http://c', StreamingApiUrl: 'http://s', LiveWebSocketUrl: 'ws://l' };
  const streaming = endpoints({ outputs: { 'dev-edge': edge }, credentials }, '.local');
  expect(streaming).toContain('http://s/v1/...');
  expect(streaming).toContain('ws://l');
  expect(streaming).toContain('http://localhost:4566');
  expect(streaming).not.toMatch(/Chat|Try it|documents|payments/);
  const all = {
    ...edge,
    ChatApiUrl: 'http://a',
    ChatWebSocketUrl: 'ws://w',
    RagApiUrl: 'http://r',
    FraudApiUrl: 'http://f',
  };
  expect(endpoints({ outputs: { 'dev-edge': all }, credentials }, '.local')).toMatch(
    /http:\/\/a\/v1\/\.\.\.[\s\S]*Try it[\s\S]*http:\/\/a\/v1\/chat\/completions[\s\S]*npm run documents -- upload docs\/adr[\s\S]*npm run payments/,
  );
});

test('says what is scheduled, in the words of the templates where there are any', () => {
  const rules = [
    { name: 'dev-often', description: 'Looks how long reviews wait', schedule: 'rate(5 minutes)', enabled: true },
    { name: 'dev-nightly', schedule: 'cron(0 3 * * ? *)', enabled: false },
  ];
  expect(scheduleTable(rules)).toMatch(
    /rate\(5 minutes\) +Looks how long reviews wait\ncron\(0 3 \* \* \? \*\) +dev-nightly \(disabled\)/,
  );
});
