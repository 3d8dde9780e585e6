import * as fc from 'fast-check';
import {
  credentialOf,
  fromAuthorization,
  fromQuery,
  fromSubprotocols,
} from '../../../lambdas/identity/domain/credential';
import { newApiKey } from '../../../lambdas/shared/domain/api-key';
import { newTicket } from '../../../lambdas/shared/domain/ticket';

const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln';
const apiKey = newApiKey(new Uint8Array(40).fill(1)).text;
const ticket = newTicket(new Uint8Array(32).fill(2));

const all = [
  ['jwt', jwt],
  ['api-key', apiKey],
  ['ticket', ticket],
] as const;

it.each(all)('knows a %s by its form', (kind, value) => {
  expect(credentialOf(value)).toEqual({ kind, value });
});

it('takes nothing else for a credential', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      fc.pre(text.split('.').length !== 3);
      expect(credentialOf(text)).toBeUndefined();
    }),
  );
});

describe('in Authorization', () => {
  it.each(['Authorization', 'authorization', 'AUTHORIZATION'])('reads a bearer from %s', (name) => {
    expect(fromAuthorization({ [name]: `Bearer ${jwt}` })).toEqual({ kind: 'jwt', value: jwt });
  });
  it.each([
    undefined,
    null,
    {},
    { authorization: jwt },
    { authorization: `Basic ${jwt}` },
    { authorization: 'Bearer ' },
  ])('finds none in %j', (headers) => expect(fromAuthorization(headers)).toBeUndefined());
});

describe('among the subprotocols', () => {
  it.each(all)('reads a %s beside the protocol, on either side of it', (kind, value) => {
    expect(fromSubprotocols({ 'Sec-WebSocket-Protocol': `chat.v1, ${value}` })).toEqual({ kind, value });
    expect(fromSubprotocols({ 'sec-websocket-protocol': `${value},chat.v1` })).toEqual({ kind, value });
  });
  it('takes no two', () => {
    expect(fromSubprotocols({ 'sec-websocket-protocol': `chat.v1, ${jwt}, ${apiKey}` })).toBeUndefined();
  });
});

describe('in the query', () => {
  it('is a ticket', () => expect(fromQuery({ ticket })).toEqual({ kind: 'ticket', value: ticket }));
  it.each([jwt, apiKey, ''])('is never anything that could be used twice', (value) => {
    expect(fromQuery({ ticket: value })).toBeUndefined();
    expect(fromQuery({ token: value })).toBeUndefined();
  });
});
