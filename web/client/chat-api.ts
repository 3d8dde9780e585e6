import { RequestError } from './chat-error';

export interface ChatApiOptions {
  /** Base to which `/v1/...` is appended: `/chat` in a browser. */
  readonly baseUrl: string;
  /** A valid access token or API key. */
  readonly token: () => Promise<string>;
}

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
}

/** The chat's HTTP API as far as its clients here use it. Every method throws RequestError. */
export class ChatApi {
  constructor(private readonly options: ChatApiOptions) {}

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
    const path = `/v1/conversations/${encodeURIComponent(conversationId)}?limit=100`;
    return (await this.#call<{ messages: TranscriptLine[] }>('GET', path)).messages;
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

  async #call<T>(method: 'GET' | 'POST', path: string): Promise<T> {
    const token = await this.options.token();
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${this.options.baseUrl}${path}`, { method, headers }).catch(() => {
      throw new RequestError('connection_lost', 'The service cannot be reached');
    });
    if (!response.ok) throw await errorOf(response);
    return (await response.json()) as T;
  }
}

interface ErrorBody {
  readonly code?: string;
  readonly detail?: string;
  readonly error?: { readonly code?: string; readonly message?: string };
}

/** Both shapes of errors: problem details and OpenAI's. */
async function errorOf(response: Response): Promise<RequestError> {
  const body = (await response.json().catch(() => ({}))) as ErrorBody;
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new RequestError(
    body.code ?? body.error?.code ?? 'internal_error',
    body.detail ?? body.error?.message ?? `The service answered ${response.status}`,
    Number.isFinite(seconds) ? seconds * 1000 : undefined,
    response.status,
  );
}
