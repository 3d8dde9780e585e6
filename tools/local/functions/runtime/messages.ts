/** What host and execution environment tell each other. Events and payloads travel as JSON text, as in Lambda. */
export type ToEnvironment =
  | {
      readonly type: 'invoke';
      readonly requestId: string;
      readonly functionArn: string;
      readonly event: string;
      /** Epoch milliseconds. */
      readonly deadline: number;
      readonly traceId: string;
    }
  /** So many bytes of the streamed answer were taken by the client. */
  | { readonly type: 'taken'; readonly bytes: number }
  /** The client of the streamed answer has gone. */
  | { readonly type: 'abort' };

export interface ErrorMessage {
  readonly errorType: string;
  readonly errorMessage: string;
}

export type FromEnvironment =
  | { readonly type: 'ready' }
  | { readonly type: 'init-failed'; readonly error: ErrorMessage }
  /** Bytes of a streamed answer. */
  | { readonly type: 'chunk'; readonly data: Uint8Array }
  /** `payload` is absent when the answer was streamed. */
  | { readonly type: 'done'; readonly payload?: string }
  | { readonly type: 'failed'; readonly error: ErrorMessage };
