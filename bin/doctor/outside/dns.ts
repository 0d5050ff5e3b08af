import { isIP } from 'node:net';
import { type Check, green, red } from '../check.ts';

/** Whether the host name of the address is known. */
export const dns: Check = {
  id: 'dns',
  title: 'DNS name',
  run: async ({ url, lookup }) => {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (isIP(host)) return green(`${host} is an IP address`);
    try {
      const addresses = await lookup(host);
      return green(`${host} is ${addresses.join(', ')}`);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return red(
        `${host} has no address: ${code ?? message}`,
        "Compare --url with the stack's output UrlProviderUrl. For a domain of your own, check its DNS record",
      );
    }
  },
};
