import https from 'node:https';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type ScriptedTlsServer, startScriptedTlsServer } from './scripted-tls-server.ts';
import { IAM_HOST } from './token-validators.ts';

/**
 * Puts a scripted server in Twilio's place for the tests of one file: what Node's global agent would send to Twilio's
 * IAM arrives there, and a connection to anywhere else is an error. Every test starts without kept connections.
 */
export const posedTwilio = (): { readonly server: ScriptedTlsServer } => {
  const realAgent = https.globalAgent;
  let server: ScriptedTlsServer;
  beforeAll(async () => {
    server = await startScriptedTlsServer(IAM_HOST);
  });
  beforeEach(() => {
    server.received.length = 0;
    https.globalAgent = server.agent;
  });
  afterEach(() => {
    https.globalAgent = realAgent;
    server.agent.destroy();
  });
  afterAll(() => server.close());
  return {
    get server() {
      return server;
    },
  };
};
