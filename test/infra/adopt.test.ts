import { describe, expect, test } from 'vitest';
import { IDENTIFIERS, type Retained, retainedResources } from '../../bin/retained/resource-mapping.ts';
import { EVERYTHING, MINIMAL, ofType, type Resource, synthesize } from './synthesized.ts';

const templates = { minimal: synthesize(MINIMAL), everything: synthesize(EVERYTHING) };
const names = ['minimal', 'everything'] as const;
type Resources = Readonly<Record<string, Resource>>;

const isKept = ({ DeletionPolicy }: Resource) => DeletionPolicy?.startsWith('Retain') === true;

/** What `ListStackResources` says about the stack of this template after it was destroyed. */
const afterDestroy = (resources: Resources): string =>
  JSON.stringify({
    StackResourceSummaries: Object.entries(resources).map(([id, resource]) => ({
      LogicalResourceId: id,
      PhysicalResourceId: `FlexSecurePlayback-${id}-1ABCDEF`,
      ResourceType: resource.Type,
      ResourceStatus: isKept(resource) ? 'DELETE_SKIPPED' : 'DELETE_COMPLETE',
    })),
  });

const retainedOf = (resources: Resources): Retained => {
  const retained = retainedResources(afterDestroy(resources));
  if (typeof retained === 'string') throw new Error(retained);
  return retained;
};

/** The template that `cdk import` sends for a stack that does not exist: the resources of the mapping and nothing else. */
const importTemplate = (resources: Resources): Resources =>
  Object.fromEntries(Object.entries(resources).filter(([id]) => retainedOf(resources).mapping[id]));

/** The logical ids to which a part of a template refers. Pseudo parameters are not among them. */
const references = (part: unknown): string[] => {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) => {
    if (key === 'Ref') return String(value).startsWith('AWS::') ? [] : [String(value)];
    if (key === 'Fn::GetAtt') return [String(value[0])];
    if (key === 'Fn::Sub') throw new Error('Fn::Sub is not read here');
    if (key === 'DependsOn') return [value].flat();
    return references(value);
  });
};

describe.each(names)('after a destroy, the deployment with the configuration "%s"', name => {
  const { resources } = templates[name];

  test('has left everything that holds something', () => {
    for (const type of Object.keys(IDENTIFIERS)) {
      for (const [id, resource] of ofType<Record<string, unknown>>(templates[name], type))
        expect([id, isKept(resource)]).toEqual([id, true]);
    }
    expect(Object.keys(retainedOf(resources).mapping).length).toBeGreaterThan(5);
  });

  test('has left nothing else but settings of the account, which a new deployment sets again', () => {
    const types = retainedOf(resources).others.map(id => resources[id]?.Type ?? '');
    expect([...new Set(types)].sort()).toEqual(
      name === 'minimal' ? [] : ['AWS::ApiGateway::Account', 'AWS::IAM::Role'],
    );
  });

  test('can be imported in one step: each resource has a policy, and refers to no resource outside of the import', () => {
    const imported = importTemplate(resources);
    for (const [id, resource] of Object.entries(imported)) {
      expect([id, isKept(resource)]).toEqual([id, true]);
      expect([id, references(resource).filter(other => !imported[other])]).toEqual([id, []]);
    }
  });

  test('can be imported table by table: a table refers to nothing', () => {
    const tables = ofType<Record<string, unknown>>(templates[name], 'AWS::DynamoDB::Table');
    expect(tables.length).toBeGreaterThan(1);
    for (const [id, table] of tables) expect([id, references(table)]).toEqual([id, []]);
  });

  test('is then completed without a change of what was imported', () => {
    const imported = importTemplate(resources);
    const { mapping } = retainedOf(resources);
    expect(Object.keys(mapping).sort()).toEqual(Object.keys(imported).sort());
    // The second step deploys the whole template: the names that AWS gave must not be part of it.
    for (const [id, { Type, Properties }] of Object.entries(imported)) {
      const identifier = IDENTIFIERS[Type] ?? '';
      const given = Properties?.[identifier];
      expect([id, given ?? 'none']).toEqual([id, id === 'Recordings' ? EVERYTHING.bucketName : 'none']);
    }
  });
});

test('a reference out of the import is found', () => {
  const parts = { a: { Ref: 'Table' }, b: [{ 'Fn::GetAtt': ['Role', 'Arn'] }], c: { Ref: 'AWS::Region' } };
  expect(references({ ...parts, DependsOn: ['Policy'] })).toEqual(['Table', 'Role', 'Policy']);
});
