import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import Module from 'node:module';
import { installFunctionClock, setFunctionClock } from '../../local/functions/worker/function-clock.ts';
import { guardNetwork } from '../../local/functions/worker/network-guard.ts';
import { CLOCK_HEADER, RUNTIME_PATH } from './runtime-paths.ts';

/**
 * Runs in the function's process before AWS's runtime client. Allows loopback connections only, and stands in for the
 * client's native part, which only moves texts between the client and the Runtime API.
 */

interface ApiAnswer {
  readonly headers: IncomingHttpHeaders;
  readonly bodyJson: string;
}

const [hostname, port] = (process.env['AWS_LAMBDA_RUNTIME_API'] ?? '').split(':');
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

const call = (method: string, path: string, body?: string, headers: Record<string, string> = {}): Promise<ApiAnswer> =>
  new Promise((resolve, reject) => {
    const sent = request({ hostname, port, agent, method, path: `${RUNTIME_PATH}${path}`, headers }, answer => {
      let bodyJson = '';
      answer.setEncoding('utf8');
      answer.on('data', (text: string) => {
        bodyJson += text;
      });
      answer.on('end', () => resolve({ headers: answer.headers, bodyJson }));
      answer.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });

let answered: Promise<unknown> = Promise.resolve();

const nativePart = {
  next: async (): Promise<ApiAnswer> => {
    await answered;
    const invocation = await call('GET', '/invocation/next');
    const clockMs = invocation.headers[CLOCK_HEADER];
    setFunctionClock(clockMs === undefined ? undefined : Number(clockMs));
    return invocation;
  },
  done: (requestId: string, body: string): void => {
    answered = call('POST', `/invocation/${requestId}/response`, body);
  },
  error: (requestId: string, body: string): void => {
    answered = call('POST', `/invocation/${requestId}/error`, body);
  },
};

type Extensions = Record<string, (module: { exports: unknown }, path: string) => void>;
const extensions = (Module as unknown as { _extensions: Extensions })._extensions;
extensions['.node'] = module => {
  module.exports = nativePart;
};

guardNetwork();
installFunctionClock();
