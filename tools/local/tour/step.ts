import type { Laptop } from '../runtime';

/** What every step of the tour works with. */
export interface TourContext {
  readonly laptop: Laptop;
  /** Base of chat's API, to which `/v1/...` is appended. */
  readonly apiUrl: string;
  /** Of chat. */
  readonly socketUrl: string;
  /** Base of the API for documents and questions. */
  readonly ragUrl: string;
  /** Base of the API for decisions on payments. */
  readonly fraudUrl: string;
  /** Base of the API for events and features. */
  readonly streamingUrl: string;
  /** Of live views. */
  readonly liveUrl: string;
  /** Aborts when the tour is given up; waits end then. */
  readonly signal: AbortSignal;
  /** The access token of a sample user. */
  token(user: string): string;
}

/** One thing the tour shows. It throws when what it sees is not what it should be. */
export interface Step {
  readonly name: string;
  /** @returns a few words on what was seen */
  run(context: TourContext): Promise<string>;
}

export interface StepGroup {
  readonly name: string;
  /** Stack output without which there is nothing to play: its design is not in the assembly. */
  readonly needs: 'ChatApiUrl' | 'RagApiUrl' | 'FraudApiUrl' | 'StreamingApiUrl';
  readonly steps: readonly Step[];
}

export interface StepResult {
  readonly group: string;
  readonly name: string;
  readonly ok: boolean;
  readonly ms: number;
  /** What was seen, or why the step failed. */
  readonly detail: string;
}
