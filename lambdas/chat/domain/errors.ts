import * as z from 'zod/mini';

/** Codes that programs rely on; a code is never renamed and never changes its meaning. */
export const errorCodeSchema = z.enum([
  'invalid_frame',
  'unknown_action',
  'empty_message',
  'message_too_long',
  'model_not_found',
  'conversation_not_found',
  'message_not_found',
  'turn_not_found',
  'attachment_not_found',
  'attachment_not_supported',
  'attachment_invalid',
  'too_many_attachments',
  'token_expired',
  'budget_exhausted',
  'rate_limited',
  'quota_exhausted',
  'model_throttled',
  'model_unavailable',
  'conflict',
  'internal_error',
]);
export type ErrorCode = z.infer<typeof errorCodeSchema>;

/** A refusal as a value: what a client is told. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryAfterMs?: number | undefined;
}

/** The model or its service would not answer. */
export class ModelError extends Error {
  override readonly name = 'ModelError';

  constructor(
    readonly code: Extract<ErrorCode, 'model_throttled' | 'model_unavailable' | 'message_too_long'>,
    message: string,
    /** Milliseconds after which another try makes sense; undefined when none does. */
    readonly retryAfterMs?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
