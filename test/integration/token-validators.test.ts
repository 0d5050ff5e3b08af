import { afterEach, describe, expect, test } from 'vitest';
import { type LocalStack, startLocalStack } from '../../local/stack.ts';
import { askFor } from '../support/playback-client.ts';

let stack: LocalStack | undefined;
afterEach(async () => {
  await stack?.close();
  stack = undefined;
});

/** How the url-provider authorised itself at Twilio when it asked about a supervisor's token. */
const authorisations = async (playback: Record<string, unknown>) => {
  stack = await startLocalStack({ playback });
  const { description } = stack;
  const answer = await askFor(description, description.recordings[0]?.sid ?? '', description.tokens.supervisor);
  expect(answer.status).toBe(200);
  const requests = (await (await fetch(`${description.twilio}/__requests`)).json()) as { authorisedBy: string }[];
  return requests.map(({ authorisedBy }) => authorisedBy);
};

describe('Twilio is asked about a token', () => {
  test('with the account’s own API key when a secret is configured', async () => {
    expect(await authorisations({ twilioSecretName: 'twilio' })).toEqual(['api-key']);
  });

  test('with the caller’s token when no secret is configured', async () => {
    expect(await authorisations({ twilioSecretName: undefined })).toEqual(['caller-token']);
  });
});
