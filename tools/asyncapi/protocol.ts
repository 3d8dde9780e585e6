import * as z from 'zod';

type Schemas = Readonly<Record<string, z.core.$ZodType>>;

/** A WebSocket protocol, as its frames' schemas and a sentence on each. */
export interface Protocol<Client extends Schemas = Schemas, Server extends Schemas = Schemas> {
  /** Name of the channel. */
  readonly channel: string;
  readonly address: string;
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly clientFrames: Client;
  readonly serverFrames: Server;
  /** What a client asks for, and which frames answer it on the same connection. */
  readonly requests: {
    readonly [Name in keyof Client]: { readonly summary: string; readonly replies: readonly (keyof Server & string)[] };
  };
  readonly summaries: { readonly [Name in keyof Server]: string };
  /** Frames that are sent without being asked for at that moment, by the operation's name. */
  readonly pushed: {
    readonly [operation: string]: { readonly summary: string; readonly frames: readonly (keyof Server & string)[] };
  };
}

/** A WebSocket protocol as AsyncAPI 3, made from the schemas that the handlers check frames with. */
export function asyncApiOf(protocol: Protocol) {
  const { channel, clientFrames, serverFrames, requests, summaries, pushed } = protocol;
  const inChannel = { $ref: `#/channels/${channel}` };
  const ref = (where: 'components' | 'channel', name: string) => ({
    $ref: `#/${where === 'components' ? where : `channels/${channel}`}/messages/${name}`,
  });
  const names = [...Object.keys(requests), ...Object.keys(summaries)];
  return {
    asyncapi: '3.0.0',
    info: protocol.info,
    defaultContentType: 'application/json',
    channels: {
      [channel]: {
        address: protocol.address,
        messages: Object.fromEntries(names.map((name) => [name, ref('components', name)])),
      },
    },
    operations: {
      ...mapped(requests, (name, { summary, replies }) => ({
        action: 'receive',
        summary,
        channel: inChannel,
        messages: [ref('channel', name)],
        reply: { channel: inChannel, messages: replies.map((reply) => ref('channel', reply)) },
      })),
      ...mapped(pushed, (_, { summary, frames }) => ({
        action: 'send',
        summary,
        channel: inChannel,
        messages: frames.map((name) => ref('channel', name)),
      })),
    },
    components: {
      messages: {
        ...mapped(requests, (name, { summary }) => message(name, summary, clientFrames[name], 'input')),
        ...mapped(summaries, (name, summary) => message(name, summary, serverFrames[name], 'output')),
      },
    },
  };
}

const mapped = <T, R>(all: Readonly<Record<string, T>>, make: (name: string, one: T) => R): Record<string, R> =>
  Object.fromEntries(Object.entries(all).map(([name, one]) => [name, make(name, one)]));

function message(name: string, summary: string, schema: z.core.$ZodType | undefined, io: 'input' | 'output') {
  if (!schema) throw new Error(`There is no schema of ${name}`);
  // Without its own `$schema`: the payload is part of this document.
  const { $schema: _dialect, ...payload } = z.toJSONSchema(schema, { io });
  return { name, summary, payload };
}
