import { lookup } from 'node:dns/promises';
import { text } from 'node:stream/consumers';
import { isOrigin } from '../../lib/config/origin.ts';
import { recordingSidArgument } from '../deployment/sid-arguments.ts';
import { type DeploymentOptions, readExistingOutputs } from '../deployment/stack-outputs.ts';
import { readCdkContext } from '../deployment/twilio-account.ts';
import { AwsError, UsageError } from '../terminal/exit-code.ts';
import type { FormatOption } from '../terminal/format-option.ts';
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
 * Finds what the command line names, and the rest in the stack's outputs and cdk.json. Without `--url`, it asks
 * CloudFormation. Throws `UsageError` or `AwsError`.
 */
export const readExamined = async (options: DoctorOptions): Promise<Examined> => {
  const recordingSid = options.recording === undefined ? undefined : recordingSidArgument(options.recording);
  const named = options.origin?.map(originArgument);
  const url = options.url === undefined ? undefined : urlArgument(options.url);
  const token = await readToken(options.token ?? process.env['FLEX_TOKEN']);
  const deployed = url ? undefined : await readDeployed(options);
  const [first = FLEX, ...others] = named ?? deployed?.origins ?? configuredOrigins();
  return {
    url: url ?? new URL(deployed?.url ?? ''),
    ...{ recordingSid, token, origins: [first, ...others] },
    lookup: async hostname => (await lookup(hostname, { all: true })).map(({ address }) => address),
  };
};

const readDeployed = async (options: DeploymentOptions): Promise<{ url: string; origins?: string[] }> => {
  const outputs = await readExistingOutputs(options);
  const url = outputs.get('UrlProviderUrl') ?? '';
  if (!URL.canParse(url))
    throw new AwsError(`The stack ${options.stack} has no output UrlProviderUrl. Name the address with --url instead.`);
  const origins = outputs.get('AllowedOrigins')?.split(' ');
  return { url, ...(origins && { origins }) };
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
