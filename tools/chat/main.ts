import { Command, Option } from 'commander';
import { type Answer, isOver } from '../../web/client/answer';
import { ChatApi } from '../../web/client/chat-api';
import { ChatClient, type Message } from '../../web/client/chat-client';
import { upload } from '../../web/client/upload';
import { type Usage, usageOf } from '../../web/client/usage';
import { runCommand } from '../operator/command-line';
import { defaultOutputsFile, outputOf, readOutputs } from '../operator/outputs';
import { findToken } from '../operator/token';
import { readAttachment } from './attachment';
import { balanceLine } from './balance';
import { nextStep } from './next-step';
import { Typewriter } from './typewriter';

interface Options {
  readonly outputs: string;
  readonly user: string;
  readonly model?: string;
  readonly conversation?: string;
  readonly attach?: readonly string[];
  readonly json?: boolean;
}

async function chat(
  words: readonly string[],
  { outputs: file, user, model, conversation, attach = [], json }: Options,
) {
  const outputs = await readOutputs(file);
  const token = await findToken(file, user, 'CHAT_TOKEN');
  const api = new ChatApi({ baseUrl: outputOf(outputs, 'ChatApiUrl'), token: () => Promise.resolve(token) });
  const files = await Promise.all(attach.map(readAttachment));
  const attachments = await Promise.all(files.map((each) => upload(api, each)));
  const typewriter = new Typewriter(json ? () => undefined : (text) => void process.stdout.write(text));
  const answer = await ask(outputOf(outputs, 'ChatWebSocketUrl'), api, {
    message: { text: words.join(' '), model, conversationId: conversation, attachments },
    onAnswer: (now) => typewriter.show(now.text),
    onLost: () => void process.stderr.write('[connection lost, trying again]\n'),
  });
  typewriter.end();
  const usage = usageOf(await api.usage().catch(() => undefined));
  if (json) process.stdout.write(`${JSON.stringify({ ...report(answer), balance: usage })}\n`);
  if (answer.error) {
    throw new Error(await nextStep(answer.error, () => api.models(), Date.now()));
  }
  if (!json) process.stderr.write(`${footnote(answer, usage)}\n`);
}

interface Question {
  readonly message: Message;
  readonly onAnswer: (answer: Answer) => void;
  readonly onLost: () => void;
}

/** Asks, and waits for the end of the answer. Ctrl-C stops the answer, a second one ends the program. */
function ask(socketUrl: string, api: ChatApi, { message, onAnswer, onLost }: Question): Promise<Answer> {
  return new Promise((resolve) => {
    const client = new ChatClient({
      socketUrl,
      ticket: () => api.ticket(),
      onConnection: (state) => state === 'lost' && onLost(),
      onAnswer: (answer) => {
        onAnswer(answer);
        if (!isOver(answer)) return;
        process.removeListener('SIGINT', stop);
        client.close();
        resolve(answer);
      },
    });
    const id = crypto.randomUUID();
    const stop = () => client.stop(id);
    process.once('SIGINT', stop);
    client.send({ clientMessageId: id, ...message });
  });
}

function report({ conversationId, messageId, status, text, tools, done, error }: Answer) {
  return { conversationId, messageId, status, text, tools, ...done, ...(error && { error }) };
}

function footnote({ conversationId = '', done, status }: Answer, usage: Usage | undefined): string {
  const tokens = done && `${done.model}, ${done.usage.inputTokens} in, ${done.usage.outputTokens} out tokens`;
  const balance = balanceLine(usage);
  return `[${[status, tokens, balance, `go on with --conversation ${conversationId}`].filter(Boolean).join('; ')}]`;
}

/** One more of an option that may be given again. */
const collected = (value: string, before: readonly string[] = []) => [...before, value];

const program = new Command('chat')
  .description('Asks a question and streams the answer, on the laptop or against a deployment.')
  .argument('<question...>', 'what to ask')
  .option('--model <name>', 'a model of the stage; its first one by default')
  .option('--conversation <id>', 'go on with a conversation')
  .option('--attach <file>', 'an image or a document to send along; may be given again', collected)
  .option('--user <name>', 'sample user of the laptop', 'alice')
  .addOption(new Option('--outputs <file>', 'outputs of the laptop or of a deployment').default(defaultOutputsFile))
  .option('--json', 'print the whole answer as one JSON object')
  .addHelpText('after', '\nAgainst a deployment, CHAT_TOKEN holds an access token or an API key.')
  .action(chat);

void runCommand(program, process.argv);
