import fc from 'fast-check';
import { type Bits64, ones } from '../../../../../lambdas/streaming/domain/moderation/known/bits';
import { createNearIndex } from '../../../../../lambdas/streaming/domain/moderation/known/near-index';
import { PolicyError, parsePolicy } from '../../../../../lambdas/streaming/domain/moderation/policy';
import { policyHash } from '../../../../../lambdas/streaming/domain/moderation/policy-hash';
import { normaliseHost } from '../../../../../lambdas/streaming/domain/moderation/url/host';
import { decodeLabel } from '../../../../../lambdas/streaming/domain/moderation/url/punycode';
import { pattern, policy, policyData, sha256 } from './support';

const distance = (one: Bits64, other: Bits64): number => ones(one.high ^ other.high) + ones(one.low ^ other.low);

test.each([
  [{ patterns: [pattern('viagra', { category: 'nothing' })] }, 'names categories that it does not have: nothing'],
  [{ patterns: [pattern('a!')] }, 'must each have two letters or digits at least'],
  [{ patterns: [pattern('one'), pattern('one')] }, 'must have ids that differ'],
  [{ maxLength: 1e9 }, 'maxLength'],
  [{ links: { ...policyData().links, blocked: ['Malware.Test.'] } }, 'must be a host in small letters'],
  [{ spam: { ...policyData().spam, rejectFrom: 1 } }, 'must reject spam from no lower score'],
  [{ sudo: true }, 'sudo'],
])('a policy with %j is refused with its reason', (changes, reason) => {
  const attempt = () => parsePolicy(policyData(changes));
  expect(attempt).toThrow(PolicyError);
  expect(attempt).toThrow(reason);
});

test('a policy has the same hash whatever the order of its fields, and another one when it was changed', () => {
  const reordered = parsePolicy(Object.fromEntries(Object.entries(policyData()).toReversed()));
  expect(policyHash(reordered, sha256)).toBe(policyHash(policy(), sha256));
  expect(policyHash(policy({ maxLength: 99 }), sha256)).not.toBe(policyHash(policy(), sha256));
});

const bits = fc.record({ high: fc.integer(), low: fc.integer() });
/** With some bits turned over, those of the low half first. */
const flipped = ({ high, low }: Bits64, places: readonly number[]): Bits64 => {
  const turned = (from: number) =>
    places.filter((bit) => bit >= from && bit < from + 32).reduce((bits, bit) => bits | (1 << (bit - from)), 0);
  return { high: high ^ turned(32), low: low ^ turned(0) };
};

test('hashes are found up to the distance that was asked for, and no farther', () => {
  const places = fc.uniqueArray(fc.nat(63), { maxLength: 10 });
  fc.assert(
    fc.property(fc.uniqueArray(bits, { minLength: 1, maxLength: 20 }), places, fc.nat(7), (hashes, changes, within) => {
      const asked = flipped(hashes[0] as Bits64, changes);
      const nearest = Math.min(...hashes.map((each) => distance(each, asked)));
      expect(createNearIndex(hashes, within).nearest(asked)?.distance).toBe(nearest <= within ? nearest : undefined);
    }),
  );
});

test('Punycode is read as the URL standard writes it', () => {
  const label = fc.string({ unit: fc.constantFrom(...'abcxyzäößéαβгджあ漢字'), minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(label, (text) => {
      const host = normaliseHost(`${text}.test`) ?? '';
      const [encoded = ''] = host.split('.');
      expect(decodeLabel(encoded)).toBe(text.normalize('NFC').replaceAll('ß', encoded.startsWith('xn--') ? 'ß' : 'ss'));
    }),
  );
  expect(['xn--', 'xn--!', 'xn--99999999999'].map(decodeLabel)).toEqual([
    expect.any(String),
    'xn--!',
    'xn--99999999999',
  ]);
});
