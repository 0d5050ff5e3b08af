import { describe, expect, test } from 'vitest';
import type { AccessContext } from '../../../../local/aws/iam/policy-condition.ts';
import { judge, type Permission } from '../../../../local/aws/iam/role-policy.ts';
import type { PolicyStatement } from '../../../../local/template/roles.ts';

const allow = (
  actions: string[],
  resources: string[],
  conditions: PolicyStatement['conditions'] = {},
): PolicyStatement => ({
  effect: 'Allow',
  actions,
  resources,
  conditions,
});
const deny = (...given: Parameters<typeof allow>): PolicyStatement => ({ ...allow(...given), effect: 'Deny' });

const OBJECT = 'arn:aws:s3:::recordings/AC1/RE1';
const getObject: Permission = { action: 's3:GetObject', resource: OBJECT };
const verdict = (statements: PolicyStatement[], permission = getObject) => judge(statements, permission, () => {});

describe('the decision about an action on a resource', () => {
  test.each<[string, PolicyStatement[], string]>([
    ['nothing granted', [], 'no_allow'],
    ['granted exactly', [allow(['s3:GetObject'], [OBJECT])], 'allowed'],
    ['granted in another case of the action', [allow(['S3:getobject'], [OBJECT])], 'allowed'],
    ['another case of the resource', [allow(['s3:GetObject'], [OBJECT.toUpperCase()])], 'no_allow'],
    ['another action', [allow(['s3:GetObjectVersion'], [OBJECT])], 'no_allow'],
    ['an action of which the needed one is a prefix', [allow(['s3:GetObjectAcl'], [OBJECT])], 'no_allow'],
    ['a prefix of the action, without wildcard', [allow(['s3:Get'], [OBJECT])], 'no_allow'],
    ['a wildcard action', [allow(['s3:Get*'], [OBJECT])], 'allowed'],
    ['a one-character wildcard', [allow(['s3:Get?bject'], [OBJECT])], 'allowed'],
    ['a one-character wildcard needs its character', [allow(['s3:GetObject?'], [OBJECT])], 'no_allow'],
    ['every action', [allow(['*'], ['*'])], 'allowed'],
    ['every action of another service', [allow(['dynamodb:*'], ['*'])], 'no_allow'],
    ['a wildcard key', [allow(['s3:GetObject'], ['arn:aws:s3:::recordings/AC1/RE*'])], 'allowed'],
    ['a wildcard across slashes', [allow(['s3:GetObject'], ['arn:aws:s3:::recordings/*'])], 'allowed'],
    ['another folder', [allow(['s3:GetObject'], ['arn:aws:s3:::recordings/AC2/*'])], 'no_allow'],
    ['the bucket, not its objects', [allow(['s3:GetObject'], ['arn:aws:s3:::recordings'])], 'no_allow'],
    ['a bucket whose name only begins alike', [allow(['s3:GetObject'], ['arn:aws:s3:::rec/*'])], 'no_allow'],
    ['a dot is a dot', [allow(['s3:GetObject'], ['arn:aws:s3:::recordings/AC1/RE.'])], 'no_allow'],
    ['a wildcard does not span segments', [allow(['s3:GetObject'], ['arn:*/AC1/RE1'])], 'no_allow'],
    ['a pattern that is no ARN', [allow(['s3:GetObject'], ['recordings/*'])], 'no_allow'],
    ['the second statement grants', [allow(['s3:PutObject'], ['*']), allow(['s3:GetObject'], ['*'])], 'allowed'],
    [
      'action and resource in different statements',
      [allow(['s3:GetObject'], ['arn:aws:s3:::x/*']), allow(['s3:PutObject'], [OBJECT])],
      'no_allow',
    ],
    ['denied and granted', [allow(['s3:*'], ['*']), deny(['s3:GetObject'], [OBJECT])], 'explicit_deny'],
    ['denied first, then granted', [deny(['s3:*'], ['*']), allow(['s3:GetObject'], [OBJECT])], 'explicit_deny'],
    ['something else denied', [allow(['s3:*'], ['*']), deny(['s3:PutObject'], ['*'])], 'allowed'],
    ['only a deny that does not match', [deny(['s3:PutObject'], ['*'])], 'no_allow'],
  ])('is right for: %s', (_, statements, expected) => {
    expect(verdict(statements)).toBe(expected);
  });

  test('requires the resource * for an action without resources', () => {
    const listTables = { action: 'dynamodb:ListTables', resource: '*' };
    expect(verdict([allow(['dynamodb:*'], ['*'])], listTables)).toBe('allowed');
    expect(verdict([allow(['dynamodb:*'], ['arn:aws:dynamodb:us-east-1:000000000000:table/*'])], listTables)).toBe(
      'no_allow',
    );
  });
});

describe('a condition', () => {
  const VIA_S3 = { 'kms:ViaService': 's3.us-east-1.amazonaws.com' };
  const NAMES = { 'dynamodb:Attributes': ['a', 'b'] };
  test.each<[string, PolicyStatement['conditions'], AccessContext, boolean]>([
    ['StringEquals holds', { StringEquals: { 'kms:ViaService': ['s3.us-east-1.amazonaws.com'] } }, VIA_S3, true],
    ['the key in another case', { StringEquals: { 'KMS:viaservice': ['s3.us-east-1.amazonaws.com'] } }, VIA_S3, true],
    [
      'any of several values',
      { StringEquals: { 'kms:ViaService': ['a', 's3.us-east-1.amazonaws.com'] } },
      VIA_S3,
      true,
    ],
    ['another value', { StringEquals: { 'kms:ViaService': ['dynamodb.us-east-1.amazonaws.com'] } }, VIA_S3, false],
    ['the value absent', { StringEquals: { 'kms:ViaService': ['s3.us-east-1.amazonaws.com'] } }, {}, false],
    ['the value absent, IfExists', { StringEqualsIfExists: { 'kms:ViaService': ['x'] } }, {}, true],
    ['the value different, IfExists', { StringEqualsIfExists: { 'kms:ViaService': ['x'] } }, VIA_S3, false],
    ['StringLike', { StringLike: { 'kms:ViaService': ['s3.*.amazonaws.com'] } }, VIA_S3, true],
    ['StringEquals takes no wildcard', { StringEquals: { 'kms:ViaService': ['s3.*'] } }, VIA_S3, false],
    ['Null true of an absent value', { Null: { 's3:prefix': ['true'] } }, {}, true],
    [
      'all of many values listed',
      { 'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['a', 'b', 'c'] } },
      NAMES,
      true,
    ],
    [
      'one of many values not listed',
      { 'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['a', 'c'] } },
      NAMES,
      false,
    ],
    [
      'all of values by pattern',
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['RE*'] } },
      { 'dynamodb:LeadingKeys': ['RE1', 'RE2'] },
      true,
    ],
    [
      'all of values by pattern, of which one differs',
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['RE*'] } },
      { 'dynamodb:LeadingKeys': ['RE1', 'policies'] },
      false,
    ],
    ['all of no values', { 'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['a'] } }, {}, true],
    [
      'what a write may tell, one of the values',
      { StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE', 'UPDATED_OLD'] } },
      { 'dynamodb:ReturnValues': 'UPDATED_OLD' },
      true,
    ],
    [
      'what a write may tell, more than that',
      { StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE', 'UPDATED_OLD'] } },
      { 'dynamodb:ReturnValues': 'ALL_OLD' },
      false,
    ],
    [
      'what a write may tell, not asked for',
      { StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE'] } },
      NAMES,
      true,
    ],
    ['Null false of an absent value', { Null: { 's3:prefix': ['false'] } }, {}, false],
    [
      'two operators, one fails',
      { StringLike: { 'kms:ViaService': ['s3.*'] }, Null: { 's3:prefix': ['false'] } },
      VIA_S3,
      false,
    ],
  ])('is evaluated correctly: %s', (_, conditions, context, holds) => {
    const permission = { ...getObject, context };
    expect(verdict([allow(['*'], ['*'], conditions)], permission)).toBe(holds ? 'allowed' : 'no_allow');
    expect(verdict([allow(['*'], ['*']), deny(['*'], ['*'], conditions)], permission)).toBe(
      holds ? 'explicit_deny' : 'allowed',
    );
  });

  test.each<[string, PolicyStatement['conditions'], string]>([
    ['operator', { StringNotEquals: { 's3:prefix': ['x'] } }, 'StringNotEquals s3:prefix'],
    ['operator with IfExists', { StringLikeIfExists: { 's3:prefix': ['x'] } }, 'StringLikeIfExists s3:prefix'],
    ['type of value', { NumericLessThan: { 's3:prefix': ['1'] } }, 'NumericLessThan s3:prefix'],
    ['set operator', { 'ForAnyValue:StringEquals': { 's3:prefix': ['x'] } }, 'ForAnyValue:StringEquals s3:prefix'],
    [
      'operator of a set operator',
      { 'ForAllValues:StringNotLike': { 's3:prefix': ['x'] } },
      'ForAllValues:StringNotLike s3:prefix',
    ],
    ['key', { StringEquals: { 'aws:SourceVpce': ['x'] } }, 'StringEquals aws:SourceVpce'],
    ['name of an object property', { constructor: { 's3:prefix': ['x'] } }, 'constructor s3:prefix'],
  ])('with an unknown %s denies access and is named', (_, conditions, name) => {
    const reported: string[] = [];
    const decide = (...statements: PolicyStatement[]) =>
      judge(statements, getObject, unknown => reported.push(unknown));
    expect(decide(allow(['*'], ['*'], conditions))).toBe('no_allow');
    expect(decide(allow(['*'], ['*']), deny(['*'], ['*'], conditions))).toBe('explicit_deny');
    expect(reported).toEqual([name, name]);
  });
});
