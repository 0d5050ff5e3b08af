import { lookup } from 'node:dns/promises';
import { text } from 'node:stream/consumers';
import { isOrigin } from '../../lib/config/origin.ts';
import { recordingSidArgument } from '../deployment/sid-arguments.ts';
import type { DeploymentOptions } from '../deployment/stack-outputs.ts';
import { readCdkContext } from '../deployment/twilio-account.ts';
import { UsageError } from '../terminal/exit-code.ts';
import type { FormatOption } from '../terminal/format-option.ts';
import { outputOf, readDeployedStack } from './deployed-stack.ts';
import type { Examined } from './examination.ts';

/** The options of the command line. */
export interface DoctorOptions extends DeploymentOptions, FormatOption {
  readonly url?: string;
  readonly token?: string;
  readonly recording?: string;
  readonly origin?: readonly string[];
}

/** Flex's own origin: the default of allowedOrigins. */
const FLEX = 'https://flex.twilio.com';
/** Visible ASCII: other text is not a compact JWE. */
const TOKEN = /^[\x21-\x7e]+$/;

/**
 * Finds what the command line names, and the rest in the stack's outputs and cdk.json. Throws `UsageError`, `AwsError` or
 * what the SDK throws.
 * @param asksAws whether the stack is examined from inside, too. Without it, `--url` is given
 */
export const readExamined = async (options: DoctorOptions, asksAws: boolean): Promise<Examined> => {
  const recordingSid = options.recording === undefined ? undefined : recordingSidArgument(options.recording);
  const named = options.origin?.map(originArgument);
  const url = options.url === undefined ? undefined : urlArgument(options.url);
  const token = await readToken(options.token ?? process.env['FLEX_TOKEN']);
  const stack = asksAws ? await readDeployedStack(options) : undefined;
  const [first = FLEX, ...others] = named ?? stack?.outputs.get('AllowedOrigins')?.split(' ') ?? configuredOrigins();
  return {
    url: url ?? urlArgument(stack ? outputOf(stack, 'UrlProviderUrl') : ''),
    ...{ recordingSid, token, origins: [first, ...others], stack },
    now: () => new Date(),
    lookup: async hostname => (await lookup(hostname, { all: true })).map(({ address }) => address),
  };
};

const configuredOrigins = (): string[] => {
  const { allowedOrigins } = readCdkContext();
  return Array.isArray(allowedOrigins) ? allowedOrigins.filter(origin => isOrigin(String(origin))) : [];
};

const urlArgument = (given: string): URL => {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw new UsageError(
      `--url "${given}" is not the address of url_provider. Example: --url https://abc123.execute-api.eu-central-1.amazonaws.com/sec_rec`,
    );
  }
  url.search = '';
  url.hash = '';
  return url;
};

const originArgument = (given: string): string => {
  if (isOrigin(given)) return given;
  throw new UsageError(
    `--origin "${given}" is not an origin as browsers send it: no path, no slash at the end. Example: --origin ${FLEX}`,
  );
};

/** Reads the token from standard input if the option is `-`. The message never contains it. */
const readToken = async (given: string | undefined): Promise<string | undefined> => {
  if (given === undefined) return undefined;
  const token = (given === '-' ? await text(process.stdin) : given).trim();
  if (TOKEN.test(token)) return token;
  throw new UsageError(
    token === ''
      ? 'The token is empty. Give it in FLEX_TOKEN, or with --token - on standard input'
      : 'The token has characters that no Flex token has. Copy it again, without quotes and line breaks',
  );
};
