import type { core } from 'zod/mini';
import { type ClientFrame, clientFrames, type LiveErrorCode, type LiveFrame } from '../api/live';

export type Action = keyof ClientFrame;

/** A client's frame, or what is wrong with it. */
export type ReadFrame = ClientFrame[Action] | { readonly error: LiveFrame['error'] };

/** Reads the text of a client's frame. */
export function readFrame(text: string | undefined): ReadFrame {
  const value = jsonOf(text);
  const actions = Object.keys(clientFrames).join(', ');
  const action = typeof value === 'object' && value !== null ? Reflect.get(value, 'action') : undefined;
  if (typeof action !== 'string')
    return { error: errorFrame('invalid_frame', `A frame is a JSON object with an action: one of ${actions}`) };
  if (!isAction(action)) return { error: errorFrame('unknown_action', `No such action; there are ${actions}`) };
  const parsed = clientFrames[action].safeParse(value);
  return parsed.success ? parsed.data : { error: errorFrame('invalid_frame', problemsOf(parsed.error)) };
}

export const errorFrame = (
  code: LiveErrorCode,
  message: string,
  more: Pick<LiveFrame['error'], 'resume'> = {},
): LiveFrame['error'] => ({ type: 'error', code, message, ...more });

const isAction = (text: string): text is Action => Object.hasOwn(clientFrames, text);

/** Of what is wrong with a frame, so much is told. */
const MOST_PROBLEMS = 5;

/** Names what is wrong, never what was sent. */
const problemsOf = ({ issues }: core.$ZodError): string =>
  issues
    .slice(0, MOST_PROBLEMS)
    .map(({ path, message }) => (path.length ? `${path.map(String).join('.')}: ${message}` : message))
    .join('; ');

function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
