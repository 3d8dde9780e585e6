import { BlockList, isIPv4 } from 'node:net';

/**
 * What IPv4 keeps from the public: private and shared networks, loopback, link-local (with the instance metadata at
 * 169.254.169.254), documentation, benchmarks, multicast and reserved.
 *
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 */
const notPublic = new BlockList();
for (const range of [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
]) {
  const [network = '', bits] = range.split('/');
  notPublic.addSubnet(network, Number(bits), 'ipv4');
}

/** Of IPv6 only global unicast is public, without the ranges in it that carry other addresses or none. */
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');
const carriers = new BlockList();
for (const [network, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  carriers.addSubnet(network, bits, 'ipv6');
}

/** Whether an IP address, as a resolver gives it, belongs to the public internet. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !notPublic.check(address, 'ipv4');
  return globalUnicast.check(address, 'ipv6') && !carriers.check(address, 'ipv6');
}
