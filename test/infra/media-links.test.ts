import { describe, expect, test } from 'vitest';
import {
  actionsOf,
  asText,
  EVERYTHING,
  functions,
  PUBLIC_KEY_SID,
  resourcesOf,
  statementsOf,
  synthesize,
} from './synthesized.ts';

const OTHER_KEY_SID = `CR${'2'.repeat(32)}`;
const everything = synthesize(EVERYTHING);

describe('the url-provider', () => {
  const urlProvider = functions(everything).find(([id]) => id.startsWith('UrlProvider'))?.[1];
  if (!urlProvider) throw new Error('there is no url-provider function');

  test('may store new leases, and neither read nor change them', () => {
    const onLinks = statementsOf(everything, urlProvider).filter(grant =>
      resourcesOf(grant).includes('<MediaLinks.Arn>'),
    );
    expect(onLinks.flatMap(actionsOf)).toEqual(['dynamodb:PutItem']);
  });

  test('may not use the keys of encrypted recordings; it knows only their SIDs', () => {
    const grantsOfIt = statementsOf(everything, urlProvider);
    expect(grantsOfIt.filter(grant => resourcesOf(grant).includes('<EncryptionKey.Arn>'))).toEqual([]);
    const { Variables } = urlProvider.Properties.Environment;
    expect(JSON.parse(String(Variables['PUBLIC_KEY_SIDS']))).toEqual([PUBLIC_KEY_SID, OTHER_KEY_SID]);
    expect(asText(Variables['MEDIA_URL'])).toMatch(/^https:\/\/<.*RestApi|^https:\/\/<.*MediaApi.*\/media$/);
  });
});

describe('the leases', () => {
  const index = (name: string, attribute: string) => ({
    IndexName: name,
    KeySchema: [
      { AttributeName: attribute, KeyType: 'HASH' },
      { AttributeName: 'expires_at', KeyType: 'RANGE' },
    ],
    Projection: { ProjectionType: 'KEYS_ONLY' },
  });

  test('have a key and indexes by token, event, recording and user, and are deleted after their expiry', () => {
    expect(everything.resources['MediaLinks']).toMatchObject({
      Properties: {
        KeySchema: [{ AttributeName: 'link_hash', KeyType: 'HASH' }],
        TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
        GlobalSecondaryIndexes: [
          index('by-event', 'event_id'),
          index('by-recording', 'recording_sid'),
          index('by-user', 'worker_sid'),
        ],
      },
    });
  });
});
