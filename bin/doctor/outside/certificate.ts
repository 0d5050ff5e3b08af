import { isIP } from 'node:net';
import { connect } from 'node:tls';

/** What TLS says about a server, or how far the connection got. */
export type Certificate =
  | { readonly validTo: Date /** Why it is not trusted. */; readonly problem: string | undefined }
  | { readonly failed: 'before-tls' | 'in-tls'; readonly problem: string };

const TIMEOUT_MS = 10_000;

/** Connects to a server, and returns its certificate. Never rejects. */
export const readCertificate = ({ hostname, port }: URL): Promise<Certificate> =>
  new Promise(resolve => {
    const host = hostname.replace(/^\[|\]$/g, '');
    let isConnected = false;
    const socket = connect({
      host,
      port: Number(port || 443),
      ...(!isIP(host) && { servername: host }),
      // The certificate is looked at also if it is not valid. Nothing is sent over this connection.
      rejectUnauthorized: false,
    });
    const end = (certificate: Certificate) => {
      socket.destroy();
      resolve(certificate);
    };
    const fail = (problem: string) => end({ failed: isConnected ? 'in-tls' : 'before-tls', problem });
    socket.setTimeout(TIMEOUT_MS, () => fail(`no answer within ${TIMEOUT_MS / 1_000} s`));
    socket.on('connect', () => {
      isConnected = true;
    });
    socket.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message));
    socket.on('secureConnect', () => {
      const problem = socket.authorized ? undefined : String(socket.authorizationError);
      end({ validTo: new Date(socket.getPeerCertificate().valid_to), problem });
    });
  });
