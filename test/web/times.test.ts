import { stagesOf } from '../../web/client/times';

test('what stages took is told in words, the whole of it first', () => {
  expect(stagesOf({ cache: 49.6, firstSentence: 622, total: 651 })).toBe(
    'total 651 ms · cache 50 ms · first sentence 622 ms',
  );
  expect(stagesOf({ cache: 3 })).toBe('cache 3 ms');
  expect(stagesOf({})).toBe('');
});
