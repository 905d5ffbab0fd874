import { expect, test } from 'vitest';
import { checkHost, isAddressAllowed } from './hosts.ts';

test('H6 cameras stand in private networks; machines that tell secrets, and this one, are no cameras', () => {
  for (const address of ['10.1.2.3', '192.168.1.20', '172.16.0.9', '203.0.113.7', 'fd12:3456::1', '2001:db8::1'])
    expect(isAddressAllowed(address, false), address).toBe(true);
  for (const address of [
    '169.254.169.254',
    '169.254.0.23',
    '100.100.100.200',
    '::ffff:169.254.169.254',
    'fe80::1',
    'fd00:ec2::254',
    '0.0.0.0',
    '::',
    '224.0.0.1',
    '255.255.255.255',
    'ff02::1',
  ])
    expect(isAddressAllowed(address, true), address).toBe(false);
  for (const address of ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1']) {
    expect(isAddressAllowed(address, false), address).toBe(false);
    expect(isAddressAllowed(address, true), address).toBe(true);
  }
});

test('H6 a name or a number written otherwise is judged by what it stands for, and a list of hosts excludes all others', async () => {
  expect(await checkHost('localhost', [])).toBe('notAllowed');
  expect(await checkHost('2130706433', [])).toBe('notAllowed');
  expect(await checkHost('0x7f.1', [])).toBe('notAllowed');
  expect(await checkHost('[::1]', [])).toBe('notAllowed');
  expect(await checkHost('127.0.0.1', ['127.0.0.1'])).toBe('allowed');
  expect(await checkHost('10.1.2.3', [])).toBe('allowed');
  expect(await checkHost('10.1.2.3', ['10.9.9.9'])).toBe('notAllowed');
  expect(await checkHost('169.254.169.254', ['169.254.169.254'])).toBe('notAllowed');
  expect(await checkHost('no-such-host.invalid', [])).toBe('unreachable');
});
