/** Why something failed, and when another try makes sense. */
export interface ChatError {
  /** A stable code of the API, or `connection_lost` and `signed_out` of the client itself. */
  readonly code: string;
  readonly message: string;
  /** Epoch milliseconds; absent when no wait was named. */
  readonly retryAt?: number;
}

/** What a person can do about an error. */
export type Remedy = 'retry' | 'new-conversation' | 'choose-model' | 'shorten' | 'sign-in' | 'wait';

export const chatError = (code: string, message: string, retryAfterMs: number | undefined, now: number): ChatError => ({
  code,
  message,
  ...(retryAfterMs !== undefined && { retryAt: now + retryAfterMs }),
});

interface Advice {
  readonly title: string;
  readonly advice: string;
  readonly remedy: Remedy;
  /** Whether the service's message tells more: whose limit it is. */
  readonly saysWhose?: boolean;
}

const advices: Readonly<Record<string, Advice>> = {
  rate_limited: {
    title: 'Too many messages at once',
    advice: 'The limit refills by itself.',
    remedy: 'retry',
    saysWhose: true,
  },
  quota_exhausted: {
    title: "This month's quota is used up",
    advice: 'Ask an administrator of your organisation for more, or wait until it starts again.',
    remedy: 'wait',
    saysWhose: true,
  },
  budget_exhausted: {
    title: 'The service is paused',
    advice: "The stage's budget for this month is spent. An administrator can release the brake.",
    remedy: 'wait',
  },
  model_throttled: { title: 'The model is busy', advice: 'Try again in a moment.', remedy: 'retry' },
  model_unavailable: {
    title: 'The model does not answer',
    advice: 'Try again, or choose another model.',
    remedy: 'retry',
  },
  model_not_found: { title: 'There is no such model', advice: 'Choose another model.', remedy: 'choose-model' },
  message_too_long: { title: 'The message is too long', advice: 'Shorten it and send it again.', remedy: 'shorten' },
  attachment_invalid: {
    title: 'The attachment is not what it seems',
    advice: 'Send it in the format that its name says.',
    remedy: 'shorten',
  },
  attachment_not_found: { title: 'The attachment is gone', advice: 'Upload it again.', remedy: 'shorten' },
  attachment_not_supported: {
    title: 'The model takes no such attachment',
    advice: 'Choose another model.',
    remedy: 'choose-model',
  },
  too_many_attachments: { title: 'Too many attachments', advice: 'Send fewer of them at once.', remedy: 'shorten' },
  attachment_too_large: { title: 'The attachment is too large', advice: 'Send a smaller one.', remedy: 'shorten' },
  attachment_limit_reached: {
    title: 'No more uploads today',
    advice: 'The limit of a day starts again at midnight UTC.',
    remedy: 'wait',
  },
  conversation_not_found: {
    title: 'This conversation is gone',
    advice: 'Start a new one.',
    remedy: 'new-conversation',
  },
  signed_out: { title: 'You are signed out', advice: 'Sign in to go on.', remedy: 'sign-in' },
  unauthorized: { title: 'You are signed out', advice: 'Sign in to go on.', remedy: 'sign-in' },
  connection_lost: {
    title: 'The connection is lost',
    advice: 'Check your network. What was already answered is kept.',
    remedy: 'retry',
  },
};

/** What to tell a person about an error; for a code that is not known, its own message. */
export function adviceFor({ code, message }: ChatError): Advice {
  const known = advices[code];
  if (!known) return { title: 'The answer failed', advice: message, remedy: 'retry' };
  return known.saysWhose ? { ...known, advice: `${message}. ${known.advice}` } : known;
}

/** A failed HTTP request or a lost connection, as a value that can be thrown. */
export class RequestError extends Error {
  override readonly name = 'RequestError';

  constructor(
    readonly code: string,
    message: string,
    readonly retryAfterMs?: number,
    /** HTTP status; 0 when there was none. */
    readonly status = 0,
  ) {
    super(message);
  }
}
