import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createCompanyProject } from '../support/company-project.ts';
import { EVERYTHING, MINIMAL, synthesize } from './synthesized.ts';

const company = createCompanyProject();
afterAll(() => company.remove());

/** The source of a company's app. Its construct has the id with which the app of this project deploys. */
const app = (settings: object): string => `
import { App, Stack } from 'aws-cdk-lib';
import { CURRENTLY_RECOMMENDED_FLAGS } from 'aws-cdk-lib/cx-api';
import { SecurePlayback } from 'flex-secure-playback';

// cdk init writes these flags into cdk.json.
const context = CURRENTLY_RECOMMENDED_FLAGS;
const app = new App({ context, analyticsReporting: false, outdir: process.argv[2]! });
const stack = new Stack(app, 'FlexSecurePlayback', {
  description: 'Expiring, audited links to call recordings for Flex Insights',
});
new SecurePlayback(stack, 'Default', ${JSON.stringify(settings)});
app.synth();
`;

const templateIn = (folder: string) =>
  readFileSync(join(company.folder, folder, 'FlexSecurePlayback.template.json'), 'utf8');

describe('the npm package, installed into an empty CDK project', () => {
  test.each([
    ['an ES module', 'minimal.mts', 'minimal.mjs', MINIMAL],
    ['a CommonJS module', 'everything.cts', 'everything.cjs', EVERYTHING],
  ])('synthesizes the template of this project from %s', (_, source, program, settings) => {
    const policyDir = 'policy';
    cpSync(join(company.folder, 'node_modules/flex-secure-playback/policy'), join(company.folder, policyDir), {
      recursive: true,
    });
    expect(company.compile(source, app({ ...settings, policyDir }))).toBe('');
    company.run(program, 'cdk.out');
    expect(templateIn('cdk.out')).toBe(synthesize(settings).text);
  });

  test('deploys the policies of the company', () => {
    const own = join(company.folder, 'own-policy');
    cpSync(join(company.folder, 'node_modules/flex-secure-playback/policy'), own, { recursive: true });
    writeFileSync(join(own, 'playback.cedar'), '@id("nobody") forbid (principal, action, resource);');
    company.compile('own.mts', app({ ...MINIMAL, policyDir: 'own-policy' }));
    expect(() => company.run('own.mjs', 'own.out')).toThrow('no policy permits anything');
  });

  test('checks the types of the properties', () => {
    const findings = company.compile('wrong.mts', app({ ...MINIMAL, tokenCacheSeconds: 'thirty' }));
    expect(findings).toContain("'string' is not assignable to type 'number'");
    expect(company.compile('missing.mts', app({ accountSid: MINIMAL.accountSid }))).toContain("'bucketName'");
  });

  test('has no compiler and no bundler, and no tests', () => {
    const inside = (path: string) => existsSync(join(company.folder, 'node_modules/flex-secure-playback', path));
    expect(['test', 'local', 'bench', 'bin/app.ts'].filter(inside)).toEqual([]);
    expect(['dist/bundles/url-provider/index.js', 'dist/lib/index.d.ts', 'policy/playback.cedar'].every(inside)).toBe(
      true,
    );
  });

  test('runs its command line', () => {
    expect(company.run('node_modules/.bin/flex-audit', '--help')).toContain('Usage: ');
  });
});
