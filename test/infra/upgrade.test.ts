import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Kept, lostBetween, statefulResources } from '../support/stateful-resources.ts';
import { EVERYTHING, MINIMAL, type Resource, synthesize } from './synthesized.ts';

const FILE = new URL('../fixtures/released-template.json', import.meta.url);
const released = JSON.parse(readFileSync(FILE, 'utf8')) as Record<'minimal' | 'everything', Record<string, Kept>>;
const templates = { minimal: synthesize(MINIMAL), everything: synthesize(EVERYTHING) };
/** Changes a property of a resource. */
const set = (resources: Record<string, Resource>, id: string, property: string, value: unknown): void => {
  const resource = resources[id];
  if (!resource) throw new Error(`There is no ${id}.`);
  resources[id] = { ...resource, Properties: { ...resource.Properties, [property]: value } };
};
const setPolicy = (resources: Record<string, Resource>, id: string, DeletionPolicy: string): void => {
  const resource = resources[id];
  if (!resource) throw new Error(`There is no ${id}.`);
  resources[id] = { ...resource, DeletionPolicy };
};
const names = ['minimal', 'everything'] as const;

describe('an upgrade from the last release', () => {
  test.each(names)('loses no resource that holds something (%s configuration)', name => {
    expect(Object.keys(released[name]).length).toBeGreaterThan(5);
    expect(lostBetween(released[name], statefulResources(templates[name].resources))).toEqual([]);
  });

  test.each<[change: string, edit: (resources: Record<string, Resource>) => void, lost: string]>([
    ['a table without its logical id', r => void delete r['AccessAudit'], 'AccessAudit would be removed'],
    [
      'a table with another key',
      r => set(r, 'AccessAudit', 'KeySchema', []),
      'AccessAudit would get another fixed: {"KeySchema":[]}',
    ],
    [
      'a table without its index',
      r => set(r, 'AccessAudit', 'GlobalSecondaryIndexes', []),
      'AccessAudit would lose its index by-user',
    ],
    [
      'a bucket with a name',
      r => set(r, 'AuditArchive', 'BucketName', 'archive'),
      'AuditArchive would get another fixed',
    ],
    [
      'a queue that is deleted with the stack',
      r => setPolicy(r, 'CallEvents', 'Delete'),
      'CallEvents would get another deletionPolicy',
    ],
    [
      'another kind of key',
      r => set(r, 'EncryptionKey', 'KeySpec', 'RSA_4096'),
      'EncryptionKey would get another fixed',
    ],
  ])('is refused for %s', (_, edit, lost) => {
    const resources = structuredClone(templates.everything.resources) as Record<string, Resource>;
    edit(resources);
    expect(lostBetween(released.everything, statefulResources(resources)).join('\n')).toContain(lost);
  });
});
