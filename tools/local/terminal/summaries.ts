import { resolve } from 'node:path';
import { table } from '../../operator/command-line';
import { type Outputs, outputOf } from '../../operator/outputs';
import type { ScheduledRule } from '../engines/events/events-engine';
import type { ResourceTypeCount } from '../resources';
import type { Laptop } from '../runtime';

/** Which resource types are served here, and which are passed over and why. */
export function resourceTable(types: readonly ResourceTypeCount[]): string {
  const rows = [...types]
    .sort((left, right) => Number(right.served) - Number(left.served))
    .map(({ type, count, served, note }) => [type, String(count), served ? 'served by' : 'passed over:', note]);
  return table([['RESOURCE TYPE', 'COUNT', '', ''], ...rows]);
}

/** What runs by the clock while the laptop is up. */
export function scheduleTable(rules: readonly ScheduledRule[]): string {
  const rows = rules.map(({ schedule, description, name, enabled }) => [
    schedule,
    `${description ?? name}${enabled ? '' : ' (disabled)'}`,
  ]);
  return table([['SCHEDULE', 'RULE'], ...rows]);
}

/** Addresses by what is reached there, where the assembly has them. */
const addresses = [
  ['Chat over HTTP', 'ChatApiUrl', '/v1/...'],
  ['Chat over WebSocket', 'ChatWebSocketUrl', ''],
  ['Documents and questions', 'RagApiUrl', '/v1/...'],
  ['Payments', 'FraudApiUrl', '/v1/...'],
  ['Events and moderation', 'StreamingApiUrl', '/v1/...'],
  ['Live views', 'LiveWebSocketUrl', ''],
  ['Console', 'ConsoleUrl', ''],
] as const;

/** Addresses, and commands to copy that show the laptop at work. */
export function endpoints({ outputs, credentials }: Pick<Laptop, 'outputs' | 'credentials'>, localDir: string): string {
  const has = (key: string) => Object.values(outputs).some((stack) => stack[key] !== undefined);
  return [
    table([
      ...addresses.flatMap(([name, key, path]) => (has(key) ? [[name, `${outputOf(outputs, key)}${path}`]] : [])),
      ['AWS services', credentials.operator.endpoint],
      ['Outputs and credentials', `${localDir}/outputs.json  ${localDir}/credentials.json`],
    ]),
    ...(has('ChatApiUrl') ? ['', chatHint(outputs, localDir)] : []),
    ...(has('RagApiUrl') ? ['', documentsHint(localDir)] : []),
    ...(has('FraudApiUrl') ? ['', paymentsHint(localDir)] : []),
    ...(has('StreamingApiUrl') ? ['', eventsHint(localDir)] : []),
  ].join('\n');
}

function chatHint(outputs: Outputs, localDir: string): string {
  const api = outputOf(outputs, 'ChatApiUrl');
  const socket = outputOf(outputs, 'ChatWebSocketUrl');
  const read = (path: string) => `node -p "require('${resolve(localDir)}/credentials.json').${path}"`;
  return [
    'Try it (in another terminal):',
    '',
    `  TOKEN=$(${read('users.alice.token')})`,
    `  KEY=$(${read('apiKeys.service')})`,
    '',
    `  curl -N ${api}/v1/chat/completions -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\`,
    `    -d '{"model":"nova-lite","stream":true,"messages":[{"role":"user","content":"count to 20"}]}'`,
    '',
    `  OPENAI_BASE_URL=${api}/v1 OPENAI_API_KEY=$KEY node -e \\`,
    `    "new (require('openai').default)().models.list().then(({ data }) => console.table(data))"`,
    '',
    `  node -e "const s = new (require('ws').WebSocket)('${socket}', ['chat.v1', '$TOKEN']);`,
    `    s.on('message', (m) => console.log(String(m)));`,
    `    s.on('open', () => s.send(JSON.stringify({ action: 'send', clientMessageId: String(Date.now()), text: 'hello' })))"`,
    '',
    `  npm run chat -- "count to 20"${outputsOption(localDir)}`,
    '  npm run keys -- list      npm run brake -- status',
  ].join('\n');
}

const outputsOption = (localDir: string) => (localDir === '.local' ? '' : ` --outputs ${localDir}/outputs.json`);

/** Something to ask about. */
const documentsHint = (localDir: string) =>
  `  npm run documents -- upload docs/adr${outputsOption(localDir)}      # decisions of this repository: alice asks about them in the console under Documents`;

/** Where events come from, and where they are seen. */
const eventsHint = (localDir: string) =>
  `  npm run events -- --rate 50${outputsOption(localDir)}      # generated: the console shows them under Streaming, most of it to alice, verdicts to dave`;

/** Where payments come from, and who sees them. */
const paymentsHint = (localDir: string) =>
  `  npm run payments -- --rate 5${outputsOption(localDir)}      # simulated, with frauds: dave and erin see them in the console under Payments`;
