import { lookup } from 'node:dns/promises';
import { BlockList, isIPv4 } from 'node:net';

/** Never a camera: link-local, where cloud machines tell their secrets to whoever asks; nobody's, everybody's and reserved ones. */
const never = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['100.100.100.200', 32],
  ['192.0.0.192', 32],
  ['224.0.0.0', 3],
] as const)
  never.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of [
  ['::', 128],
  ['fe80::', 10],
  ['fd00:ec2::254', 128],
  ['ff00::', 8],
] as const)
  never.addSubnet(network, bits, 'ipv6');

const ownMachine = new BlockList();
ownMachine.addSubnet('127.0.0.0', 8, 'ipv4');
ownMachine.addAddress('::1', 'ipv6');

const has = (list: BlockList, address: string): boolean => {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
  return list.check(mapped, isIPv4(mapped) ? 'ipv4' : 'ipv6');
};

/** Whether one resolved address may be connected to; `isNamed`: the operator named its host. */
export const isAddressAllowed = (address: string, isNamed: boolean): boolean =>
  !has(never, address) && (isNamed || !has(ownMachine, address));

/**
 * Whether a host may be pulled from (H6). Every address it stands for is looked at, as the connection may take any of them.
 * `hosts` are those the operator named; none means any but this machine's own.
 */
export async function checkHost(
  host: string,
  hosts: readonly string[],
): Promise<'allowed' | 'notAllowed' | 'unreachable'> {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase();
  const isNamed = hosts.some((one) => one.toLowerCase() === name);
  if (hosts.length > 0 && !isNamed) return 'notAllowed';
  const found = await lookup(name, { all: true }).catch(() => []);
  if (found.length === 0) return 'unreachable';
  return found.every(({ address }) => isAddressAllowed(address, isNamed)) ? 'allowed' : 'notAllowed';
}
