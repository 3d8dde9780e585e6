import { readFileSync } from 'node:fs';
import OpenAI from 'openai';

// On a laptop: what `npm start` wrote. In an account: the file of `cdk deploy --outputs-file`, and a token of your user pool.
const { ChatApiUrl } = JSON.parse(readFileSync('.local/outputs.json', 'utf8'))['dev-edge'];
const { token } = JSON.parse(readFileSync('.local/credentials.json', 'utf8')).users.alice;

const client = new OpenAI({ baseURL: `${ChatApiUrl}/v1`, apiKey: token });
const answer = client.chat.completions.stream({
  model: 'nova-lite',
  messages: [{ role: 'user', content: 'Why is the sky blue?' }],
});
answer.on('content', (text) => process.stdout.write(text));
answer.done().catch(console.error);
