import { rmSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { auditCli, auditCliWithoutReader } from '../support/audit-cli.ts';
import { eventsKeyAt } from '../support/digest-stage.ts';
import { type OfflineCopy, offlineCopy } from '../support/offline-copy.ts';

let copy: OfflineCopy;
beforeAll(async () => {
  copy = await offlineCopy();
});
beforeEach(() => copy.restore());
afterAll(() => copy.remove());

const verify = () => ['verify', '--offline', copy.folder, '--public-key', copy.publicKeyFile];

describe('audit verify whose reader closes the pipe', () => {
  it('ends with neither answer when something does not hold', async () => {
    rmSync(copy.pathOf(eventsKeyAt('02:15')));
    expect(await auditCli(...verify())).toMatchObject({ code: 1, stdout: expect.stringContaining('MISSING') });
    expect(await auditCliWithoutReader(...verify())).toEqual({ code: 141, stdout: '', stderr: '' });
  });

  it('ends with neither answer when everything holds, since nobody was told', async () => {
    expect(await auditCli(...verify())).toMatchObject({ code: 0 });
    expect(await auditCliWithoutReader(...verify())).toEqual({ code: 141, stdout: '', stderr: '' });
  });
});
