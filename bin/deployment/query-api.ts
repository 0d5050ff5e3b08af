import { partition } from '@aws-sdk/core/client';
import { parseXML } from '@aws-sdk/xml-builder';
import { readBodyBytes } from '../../lambda/adapters/aws/read-body-bytes.ts';
import type { HttpAnswer } from '../../lambda/adapters/aws/requests/http-exchange.ts';
import type { SigningName } from '../../lambda/adapters/aws/requests/signature-v4.ts';
import { type AnswerReader, signedRequests } from '../../lambda/adapters/aws/requests/signed-request.ts';
import { AwsServiceError } from '../../lambda/adapters/aws/service-error.ts';
import { awsClients } from './aws-clients.ts';
import type { AwsOptions } from './aws-options.ts';

/** A service with AWS's Query protocol, of which one or two operations are called. A client of the SDK would have hundreds. */
interface QueryService {
  /** Also the first part of the host name. */
  readonly name: Extract<SigningName, 'monitoring' | 'sns' | 'sts'>;
  /** The date in the API Reference. */
  readonly version: string;
}

export const CLOUDWATCH: QueryService = { name: 'monitoring', version: '2010-08-01' };
export const SNS: QueryService = { name: 'sns', version: '2010-03-31' };
export const STS: QueryService = { name: 'sts', version: '2011-06-15' };

/** An element of an answer: a text, or its elements by name. An element that occurs several times is a list. */
export type XmlValue = string | undefined | readonly XmlValue[] | { readonly [name: string]: XmlValue };

/**
 * Calls an operation of a service with AWS's Query protocol, and returns the result element. Throws `AwsServiceError`, or
 * what the connection throws.
 */
export const callQueryApi = async (
  options: AwsOptions,
  { name, version }: QueryService,
  { Action, ...parameters }: { readonly Action: string } & Readonly<Record<string, string>>,
): Promise<XmlValue> => {
  // The client is only asked for its settings: the SDK finds region and credentials in many places.
  const client = awsClients(options).cloudFormation();
  const region = await client.config.region();
  const endpoint = new URL(options.endpoint ?? `https://${name}.${region}.${partition(region).dnsSuffix}`);
  const credentials = await client.config.credentials();
  const connection = { region, credentials, environment: process.env, requestTimeoutMs: 5_000 };
  const answer = await signedRequests(name, connection)(
    {
      method: 'POST',
      endpoint,
      path: '/',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ Action, Version: version, ...parameters }).toString(),
    },
    ANSWER,
  );
  return elementAt(answer, `${Action}Response`, `${Action}Result`);
};

const ANSWER: AnswerReader<XmlValue> = {
  output: async response => parseXML(await textOf(response)),
  error: async response => {
    const error = elementAt(await readError(response), 'ErrorResponse', 'Error');
    return new AwsServiceError(
      textAt(error, 'Code') ?? 'Unknown',
      textAt(error, 'Message') ?? `status ${response.statusCode}`,
      response,
    );
  },
};

/** The answer of a proxy may be no XML. */
const readError = async (response: HttpAnswer): Promise<XmlValue> => {
  const text = await textOf(response);
  try {
    return parseXML(text);
  } catch {
    return undefined;
  }
};

const textOf = async ({ body }: HttpAnswer): Promise<string> => String(await readBodyBytes(body));

/** Returns the element at the end of a path of names. */
const elementAt = (value: XmlValue, ...path: readonly string[]): XmlValue =>
  path.reduce<XmlValue>((parent, name) => {
    if (typeof parent !== 'object' || Array.isArray(parent)) return undefined;
    return (parent as { readonly [name: string]: XmlValue })[name];
  }, value);

/** Returns the text of the element at the end of a path of names; undefined if there is none, or if it has no text. */
export const textAt = (value: XmlValue, ...path: readonly string[]): string | undefined => {
  const found = elementAt(value, ...path);
  return typeof found === 'string' && found !== '' ? found : undefined;
};

/** Returns the members of the list at the end of a path of names. */
export const membersAt = (value: XmlValue, ...path: readonly string[]): readonly XmlValue[] =>
  [elementAt(value, ...path, 'member') ?? []].flat();
