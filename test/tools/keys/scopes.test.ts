import { designs } from '../../../lib/designs';
import { knownScopes, parseScopes } from '../../../tools/keys/scopes';

test('there is a scope for each design, and one for operators of streaming', () => {
  expect(knownScopes()).toEqual([...designs.map(({ name }) => name).sort(), 'streaming:operations']);
});

test('scopes are read, and a name that nothing asks for is refused', () => {
  expect(parseScopes('streaming, streaming:operations')).toEqual(['streaming', 'streaming:operations']);
  expect(() => parseScopes('chat,chatt')).toThrow(
    'chatt is no scope: expected some of chat, fraud, rag, streaming, streaming:operations',
  );
});
