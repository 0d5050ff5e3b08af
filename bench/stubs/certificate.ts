import { generate } from 'selfsigned';

/** A self-signed certificate for 127.0.0.1: an address rather than a name, so that no lookup is measured. */
export const loopbackCertificate = async (): Promise<{ readonly key: string; readonly cert: string }> => {
  const pems = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
    keyType: 'ec',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
    ],
  });
  return { key: pems.private, cert: pems.cert };
};
