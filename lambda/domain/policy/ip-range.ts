import { isIPv4, isIPv6 } from 'node:net';
import { EvaluationError, type IpRange } from './value.ts';

const PREFIX = /^(0|[1-9][0-9]{0,2})$/;

/**
 * Loopback and multicast addresses of each family. A range is loopback or multicast if one of these contains all of it.
 */
const LOOPBACK = ['127.0.0.0/8', '::1/128'];
const MULTICAST = ['224.0.0.0/4', 'ff00::/8'];

/**
 * Parses an address or a CIDR range. Returns undefined for anything else. As in Cedar, IPv4 inside IPv6
 * (`::ffff:10.0.0.1`) and addresses with a zone (`fe80::1%eth0`) are not accepted.
 */
export const parseIpRange = (text: string): IpRange | undefined => {
  const [addressText = '', prefixText, ...rest] = text.split('/');
  if (rest.length > 0) return undefined;
  const bits = isIPv4(addressText) ? 32 : isIPv6(addressText) && !/[.%]/.test(addressText) ? 128 : undefined;
  if (bits === undefined || (prefixText !== undefined && !PREFIX.test(prefixText))) return undefined;
  const prefix = prefixText === undefined ? bits : Number(prefixText);
  if (prefix > bits) return undefined;
  const address = bits === 32 ? ipv4(addressText) : ipv6(addressText);
  return { kind: 'ipaddr', key: `${bits}:${address}/${prefix}`, bits, address, prefix };
};

/** Cedar's `ip("…")`. Throws `EvaluationError`. */
export const ip = (text: string): IpRange => {
  const range = parseIpRange(text);
  if (!range) throw new EvaluationError('not an IP address or range');
  return range;
};

/**
 * Returns whether the second range contains all of the first. Ranges of different families never contain each other.
 */
export const isInRange = (part: IpRange, whole: IpRange): boolean => {
  const hostBits = BigInt(whole.bits - whole.prefix);
  return (
    part.bits === whole.bits && part.prefix >= whole.prefix && part.address >> hostBits === whole.address >> hostBits
  );
};

export const isLoopback = (range: IpRange): boolean => LOOPBACK.some(whole => isInRange(range, ip(whole)));
export const isMulticast = (range: IpRange): boolean => MULTICAST.some(whole => isInRange(range, ip(whole)));

const ipv4 = (text: string): bigint => text.split('.').reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);

const ipv6 = (text: string): bigint => {
  const [head = '', tail] = text.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail ? tail.split(':') : [];
  const middle = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...middle, ...right].reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
};
