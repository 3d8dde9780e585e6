import type { Rating } from './answer';
import { type ApiOptions, apiRequest, type Method } from './api-request';
import { RequestError } from './chat-error';

/** One line of a stored conversation. */
export interface TranscriptLine {
  readonly role: 'user' | 'assistant';
  readonly messageId: string;
  readonly clientMessageId: string;
  readonly text: string;
  readonly model?: string;
  readonly usage?: { readonly inputTokens: number; readonly outputTokens: number };
  readonly status?: 'done' | 'stopped' | 'failed';
  readonly error?: { readonly code: string; readonly message: string };
  /** Of a message that does not simply go on after the one before it. */
  readonly branch?: { readonly kind: 'regenerate' | 'edit' | 'after'; readonly messageId: string };
  readonly feedback?: { readonly rating: Rating };
}

/** A conversation in the person's list. */
export interface ConversationSummary {
  readonly conversationId: string;
  readonly title: string;
}

export type ExportFormat = 'json' | 'markdown';

/** Where a form with these fields, and the file as `file` after them, is posted to. */
export interface AttachmentUpload {
  readonly attachmentId: string;
  readonly upload: { readonly url: string; readonly fields: Readonly<Record<string, string>> };
}

/** The chat's HTTP API as far as its clients here use it. Every method throws RequestError. */
export class ChatApi {
  constructor(private readonly options: ApiOptions) {}

  /** Names of the stage's models, the default first. */
  async models(): Promise<string[]> {
    const { data } = await this.#call<{ data: { id: string }[] }>('GET', '/v1/models');
    return data.map(({ id }) => id);
  }

  /** A credential that opens one connection within a minute. */
  async ticket(): Promise<string> {
    return (await this.#call<{ ticket: string }>('POST', '/v1/connections/ticket')).ticket;
  }

  async conversation(conversationId: string): Promise<readonly TranscriptLine[]> {
    const path = `${pathOf(conversationId)}?limit=100`;
    return (await this.#call<{ messages: TranscriptLine[] }>('GET', path)).messages;
  }

  /** The person's conversations, the one used last first. */
  async conversations(): Promise<readonly ConversationSummary[]> {
    const { conversations } = await this.#call<{ conversations: ConversationSummary[] }>(
      'GET',
      '/v1/conversations?limit=50',
    );
    return conversations;
  }

  async rename(conversationId: string, title: string): Promise<void> {
    await this.#call('PATCH', pathOf(conversationId), { title });
  }

  /** Deletes all of it; a long one takes several requests. */
  async delete(conversationId: string): Promise<void> {
    for (;;) {
      if ((await this.#call<{ status: string }>('DELETE', pathOf(conversationId))).status === 'deleted') return;
    }
  }

  /** The whole conversation as a file. */
  async export(conversationId: string, format: ExportFormat): Promise<Blob> {
    return (await this.#fetch('GET', `${pathOf(conversationId)}/export?format=${format}`)).blob();
  }

  async rate(conversationId: string, messageId: string, rating: Rating): Promise<void> {
    await this.#call('POST', `${pathOf(conversationId)}/messages/${encodeURIComponent(messageId)}/feedback`, {
      rating,
    });
  }

  /** What is used and what remains; undefined where the stage does not tell. */
  async usage(): Promise<unknown> {
    try {
      return await this.#call<unknown>('GET', '/v1/usage');
    } catch (error) {
      if (error instanceof RequestError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** Asks where a file may be uploaded to: see `upload`. */
  createAttachment(wanted: { name: string; contentType: string; size: number }): Promise<AttachmentUpload> {
    return this.#call('POST', '/v1/attachments', wanted);
  }

  async #call<T>(method: Method, path: string, body?: unknown): Promise<T> {
    return (await (await this.#fetch(method, path, body)).json()) as T;
  }

  #fetch(method: Method, path: string, body?: unknown): Promise<Response> {
    return apiRequest(this.options, method, path, body);
  }
}

const pathOf = (conversationId: string) => `/v1/conversations/${encodeURIComponent(conversationId)}`;
