import { describe, expect, test } from 'vitest';
import { createAccess } from '../../../../../bin/audit/desk/desk-access.ts';

const access = createAccess(8080);
const [cookie = ''] = access.cookie.split(';');

describe('the access to the desk', () => {
  test('has a token of 256 bits, another one each time', () => {
    expect(Buffer.from(access.token, 'base64url')).toHaveLength(32);
    expect(createAccess(8080).token).not.toBe(access.token);
  });

  test.each([undefined, '', 'Bearer', 'Bearer ', `bearer ${access.token}`, `Bearer ${access.token}x`, access.token])(
    'gives no data for the authorization %j',
    authorization => {
      expect(access.mayRead(authorization)).toBe(false);
    },
  );

  test('gives data for the token, and none for the cookie of the page', () => {
    expect(access.mayRead(`Bearer ${access.token}`)).toBe(true);
    expect(access.mayRead(`Bearer ${cookie.split('=')[1]}`)).toBe(false);
  });

  test('loads the page for the token in the address, or for the cookie of this port', () => {
    expect(access.mayLoadPage(access.token, undefined)).toBe(true);
    expect(access.mayLoadPage(null, `other=1; ${cookie}`)).toBe(true);
    expect(access.mayLoadPage(null, cookie.replace('8080', '8081'))).toBe(false);
    expect(access.mayLoadPage('', undefined)).toBe(false);
    expect(access.mayLoadPage(cookie.split('=')[1] ?? '', undefined)).toBe(false);
  });

  test('hides the cookie from scripts and from other sites', () => {
    expect(access.cookie).toMatch(/^audit-desk-8080=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/);
  });
});
