import type { ShownAttachment } from './attachments/shown';
import { type ChatCompletionRequest, type ChatMessage, fault, type Parsed } from './openai';
import { toolUseOf } from './openai-tools';
import type { ModelMessage } from './ports';

type UserContent = Extract<ChatMessage, { role: 'user' }>['content'];

/** A conversation as models take it: the system prompt apart, and turns that begin and end with the user's side. */
export interface Conversation {
  readonly system?: string;
  readonly messages: readonly ModelMessage[];
}

/** Why a message cannot stand where it does. */
interface Misplaced {
  readonly code: 'invalid_request' | 'empty_message';
  readonly message: string;
  /** Field of the message. */
  readonly field: string;
}

/**
 * Reads the messages of a request. Blank instructions and blank answers say nothing and are left out. Results of tools are
 * the user's side; the calls of a message are all answered before anything else is said, and nothing else is.
 */
export async function conversationOf(request: ChatCompletionRequest): Promise<Parsed<Conversation>> {
  const reading = new Reading();
  for (const [index, message] of request.messages.entries()) {
    const misplaced = await reading.take(message);
    if (misplaced) return fault(misplaced.code, misplaced.message, `messages[${index}].${misplaced.field}`);
  }
  const { system, messages, awaitsResults } = reading;
  if (messages.at(0)?.role !== 'user')
    return fault('invalid_request', 'The first message beside instructions must be of the user', 'messages');
  if (messages.at(-1)?.role !== 'user' || awaitsResults)
    return fault('invalid_request', 'The last message must be of the user, or of a tool', 'messages');
  return { ok: true, value: { ...(system.length > 0 ? { system: system.join('\n\n') } : {}), messages } };
}

/** A conversation as far as it has been read. */
class Reading {
  readonly system: string[] = [];
  readonly messages: ModelMessage[] = [];
  private images = 0;
  /** Calls whose results have not come yet. */
  private open = new Set<string>();

  get awaitsResults(): boolean {
    return this.open.size > 0;
  }

  async take(message: ChatMessage): Promise<Misplaced | undefined> {
    const text = textOf(message);
    if (message.role === 'tool') return this.takeResult(message.tool_call_id, text);
    if (this.awaitsResults)
      return { code: 'invalid_request', message: 'Each tool call must be answered first', field: 'role' };
    if (message.role === 'assistant') return this.takeAnswer(text, message.tool_calls ?? []);
    if (message.role === 'user') return this.takeQuestion(text, message.content);
    if (text.trim() !== '') this.system.push(text);
    return undefined;
  }

  private async takeQuestion(said: string, content: UserContent): Promise<Misplaced | undefined> {
    const attachments: ShownAttachment[] = [];
    for (const [index, part] of (typeof content === 'string' ? [] : content).entries()) {
      if (part.type === 'text') continue;
      this.images += 1;
      // Loaded with the first image: most requests show none.
      const { imageOf } = await import('./openai-images');
      const read = imageOf(part, `image-${this.images}`);
      if (!read.ok)
        return { code: 'invalid_request', message: `The image ${read.problem}`, field: `content[${index}].image_url` };
      attachments.push(read.image);
    }
    const text = said.trim() === '' ? '' : said;
    if (text === '' && attachments.length === 0)
      return { code: 'empty_message', message: 'A message of the user is empty', field: 'content' };
    this.messages.push({ role: 'user', text, ...(attachments.length > 0 && { attachments }) });
    return undefined;
  }

  private takeResult(id: string, text: string): Misplaced | undefined {
    if (!this.open.delete(id)) {
      const message = 'A tool message must answer a call before it';
      return { code: 'invalid_request', message, field: 'tool_call_id' };
    }
    this.messages.push({ role: 'user', text: '', toolResults: [{ id, text, failed: false }] });
    return undefined;
  }

  private takeAnswer(said: string, calls: Parameters<typeof toolUseOf>[0][]): Misplaced | undefined {
    const toolUses = calls.map(toolUseOf);
    this.open = new Set(toolUses.map(({ id }) => id));
    if (this.open.size < toolUses.length)
      return { code: 'invalid_request', message: 'Two tool calls have the same id', field: 'tool_calls' };
    const text = said.trim() === '' ? '' : said;
    if (toolUses.length > 0) this.messages.push({ role: 'assistant', text, toolUses });
    else if (text !== '') this.messages.push({ role: 'assistant', text });
    return undefined;
  }
}

function textOf({ content }: ChatMessage): string {
  if (!content) return '';
  return typeof content === 'string'
    ? content
    : content.map((part) => (part.type === 'text' ? part.text : '')).join('');
}
