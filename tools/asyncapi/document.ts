import { join } from 'node:path';
import { jsonText } from '../operator/json-text';
import { chatProtocol } from './chat';
import { liveProtocol } from './live';
import { asyncApiOf, type Protocol } from './protocol';

const docs = join(__dirname, '../../docs');

/** The WebSocket protocols there are, by the files that describe them. */
export const asyncApiFiles: readonly { readonly path: string; readonly protocol: Protocol }[] = [
  { path: join(docs, 'asyncapi.json'), protocol: chatProtocol },
  { path: join(docs, 'asyncapi-live.json'), protocol: liveProtocol },
];

/** A protocol's document as text. */
export const asyncApiText = (protocol: Protocol): string => jsonText(asyncApiOf(protocol));
