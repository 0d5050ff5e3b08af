import { isOrigin } from '../../../lib/config/origin.ts';
import { type Check, type CheckResult, green, notChecked, red, yellow } from '../check.ts';
import { readCertificate } from './certificate.ts';

const DAY_MS = 86_400_000;
/** Certificates are renewed at least a month before they expire, so that this one should have been. */
const EARLY_DAYS = 21;

/** Whether browsers trust the certificate of the address, and how long still. */
export const tls: Check = {
  id: 'tls',
  title: 'TLS certificate',
  after: ['dns'],
  run: async ({ url }) => {
    if (url.protocol === 'http:') {
      return isOrigin(url.origin)
        ? notChecked('http is only used on this machine')
        : red('http does not encrypt tokens: nothing was sent', 'Use the https address');
    }
    const certificate = await readCertificate(url);
    if ('validTo' in certificate) return judgeCertificate(certificate, new Date());
    return certificate.failed === 'before-tls'
      ? notChecked(`no connection: ${certificate.problem}`)
      : red(
          `TLS fails: ${certificate.problem}`,
          'Check what answers there: is it an https server, is a proxy in between?',
        );
  },
};

/** Judges a certificate at a time. */
export const judgeCertificate = (
  { validTo, problem }: { readonly validTo: Date; readonly problem: string | undefined },
  now: Date,
): CheckResult => {
  const days = Math.floor((validTo.getTime() - now.getTime()) / DAY_MS);
  const day = validTo.toISOString().slice(0, 10);
  if (days < 0) return red(`expired on ${day}`, 'Renew the certificate: its DNS validation may no longer be there');
  if (problem !== undefined) {
    return red(
      `not trusted: ${problem}`,
      'Use a certificate of a public authority for this name. If a proxy of your company answers here, name its authority in NODE_EXTRA_CA_CERTS',
    );
  }
  if (days < EARLY_DAYS) {
    return yellow(
      `valid for ${days} more days, until ${day}`,
      'Check why it was not renewed: its DNS validation may be gone',
    );
  }
  return green(`valid for ${days} more days, until ${day}`);
};
