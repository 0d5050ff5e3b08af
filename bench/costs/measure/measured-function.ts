import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { lambdaEnvironment } from '../../../local/functions/lambda-environment.ts';
import type { FunctionDefinition } from '../../../local/template/functions.ts';
import { LOCAL_REGION } from '../../../local/template/local-account.ts';
import type { Ran } from './function-process.ts';

/** A new process with one deployed function. */
export interface MeasuredFunction {
  run(event: object): Promise<Ran>;
  /** Returns how many bytes it has logged since the last request for them. */
  takeLogBytes(): number;
  stop(): Promise<void>;
}

/** The administrator's credentials: other tests check the permissions of the roles. */
const ADMINISTRATOR = { accessKeyId: 'test', secretAccessKey: 'test' };

/** Returns a function that starts functions in new processes of this Node with their deployed environment. */
export const functionStarter = (options: {
  readonly folder: string;
  readonly node: string;
  readonly certificate: string;
  readonly awsUrl: string;
}) => {
  const script = join(options.folder, 'function-process.cjs');
  const certificateFile = join(options.folder, 'certificate.pem');
  writeFileSync(certificateFile, options.certificate);
  buildSync({
    entryPoints: [fileURLToPath(new URL('./function-process.ts', import.meta.url))],
    outfile: script,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
  });

  return ({ assetDir = '', ...definition }: FunctionDefinition): MeasuredFunction => {
    const { environment, logicalId, ...rest } = definition;
    // The administrator's credentials have no session.
    const { AWS_SESSION_TOKEN: _, ...variables } = lambdaEnvironment(
      { ...rest, name: logicalId, codeDirectory: assetDir },
      environment,
      {
        region: LOCAL_REGION,
        credentials: { ...ADMINISTRATOR, sessionToken: '' },
        awsEndpointUrl: options.awsUrl,
      },
    );
    const child = spawn(options.node, [script, join(assetDir, 'index.js')], {
      env: { ...variables, NODE_EXTRA_CA_CERTS: certificateFile },
      // A function's log goes into a pipe, as in Lambda.
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    let logBytes = 0;
    child.stdout?.on('data', (chunk: Buffer) => {
      logBytes += chunk.length;
    });
    return {
      run: async event => {
        const settled = new AbortController();
        const answered = once(child, 'message', settled);
        const ended = once(child, 'exit', settled).then(() => [{ failed: 'the process ended' }]);
        // Both reject when they are no longer needed.
        for (const promise of [answered, ended]) promise.catch(() => undefined);
        child.send(event);
        const [ran] = (await Promise.race([answered, ended])) as [Ran | { readonly failed: string }];
        settled.abort();
        if ('failed' in ran) throw new Error(`${logicalId}: ${ran.failed}`);
        return ran;
      },
      takeLogBytes: () => {
        const taken = logBytes;
        logBytes = 0;
        return taken;
      },
      stop: async () => {
        const exited = once(child, 'exit');
        child.kill();
        await exited;
      },
    };
  };
};
