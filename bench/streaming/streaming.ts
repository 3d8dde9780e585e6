import type { Row } from '../report';
import { lookUps } from './look-ups';
import { workPerEvent } from './work';

export interface StreamingOptions {
  /** Events of a user, session and item before those that are compared with early ones. @default 1,000,000 */
  readonly history?: number;
  /** Events before what is looked up. @default 20,000 */
  readonly events?: number;
  /** Seconds of each kind of request at 200 a second. @default 10 */
  readonly seconds?: number;
  readonly progress: (text: string) => void;
}

/** What counting an event takes after a long history against after a short one, and looking up against its budget. */
export async function streaming(options: StreamingOptions): Promise<Row[]> {
  const { history = 1_000_000, events = 20_000, seconds = 10, progress } = options;
  return [...(await workPerEvent({ history, progress })), ...(await lookUps({ events, seconds, progress }))];
}
