import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { GetPublicKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditCli } from '../support/audit-cli.ts';

import { archive, stack, useDigestedPlay } from '../support/digested-play.ts';

useDigestedPlay();

describe('audit verify --offline', () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'archive-copy-'));
    for (const name of await archive.keys('')) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), await archive.read(name));
    }
    const kms = new KMSClient({
      region: 'us-east-1',
      endpoint: stack.description.aws,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const { PublicKey = new Uint8Array() } = await kms.send(
      new GetPublicKeyCommand({ KeyId: stack.description.auditArchive.signingKeyArn }),
    );
    kms.destroy();
    writeFileSync(join(folder, 'key.b64'), Buffer.from(PublicKey).toString('base64'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const offline = () => auditCli('verify', '--offline', folder, '--public-key', join(folder, 'key.b64'));

  test('verifies a downloaded copy with only the public key', async () => {
    const { code, stdout } = await offline();
    expect(stdout).toContain('The archive was verified alone');
    expect(code).toBe(0);
  });

  test('reports a digest that was changed in the copy', async () => {
    const [first = ''] = await archive.keys('digests/');
    const text = String(await archive.read(first));
    writeFileSync(join(folder, first), text.replace(/"count":\d+/, '"count":7'));
    const { code, stdout } = await offline();
    expect(stdout).toContain(`FORGED ${first}`);
    expect(code).toBe(1);
  });
});
