import { describe, expect, test } from 'vitest';
import { PERMIT, problems, SCHEMA } from '../../../support/policy-problems.ts';

const HELP = '(the schema must match what lambda/domain/policy/playback-facts.ts supplies)';

describe('reports a schema that declares what the service never supplies', () => {
  test.each<[string, string, string, string[]]>([
    [
      'a group of actions',
      'action play appliesTo',
      'action listen;\naction play in [listen] appliesTo',
      ['no request has the action `listen`', 'the action `play` is never in `listen`'],
    ],
    [
      'another action',
      'action play appliesTo {',
      'action download appliesTo { principal: User, resource: Recording };\naction play appliesTo {',
      ['no request has the action `download`'],
    ],
    [
      'groups of roles',
      'entity Role;',
      'entity Group;\nentity Role in [Group];',
      [
        'the service never supplies an entity of the type `Group`',
        'the service never supplies a `Role` that is in a `Group`',
      ],
    ],
    [
      'roles as parents of roles',
      'entity Role;',
      'entity Role in [Role];',
      ['the service never supplies a `Role` that is in a `Role`'],
    ],
    [
      'users as parents of users',
      'User in [Role]',
      'User in [Role, User]',
      ['the service never supplies a `User` that is in a `User`'],
    ],
    [
      'parents of recordings',
      'entity Recording =',
      'entity Recording in [Recording] =',
      ['the service never supplies a `Recording` that is in a `Recording`'],
    ],
    [
      'roles with attributes',
      'entity Role;',
      'entity Role = { rank?: Long };',
      ['the service never supplies the attribute `rank`'],
    ],
    [
      'a principal that is not a user',
      'principal: User',
      'principal: [User, Role]',
      ['no request to `play` has a `Role` as its principal'],
    ],
    [
      'a resource that is not a recording',
      'resource: Recording',
      'resource: [Recording, User]',
      ['no request to `play` has a `User` as its resource'],
    ],
    [
      'another namespace',
      'entity Role;',
      'entity Role;\nnamespace Flex { entity Bot; action hear appliesTo { principal: Bot, resource: Bot }; }',
      ['the service never supplies an entity of the type `Flex::Bot`', 'no request has the action `Flex::hear`'],
    ],
  ])('%s', (_, text, promise, messages) => {
    expect(SCHEMA.split(text)).toHaveLength(2);
    expect(problems(PERMIT, { schema: SCHEMA.replace(text, promise) })).toEqual(
      messages.map(message => `schema.cedarschema: ${message} ${HELP}`),
    );
  });

  test('an attribute of a context that is a named type', () => {
    const schema =
      `${SCHEMA.replace('context: {', 'context: Circumstances, };\ntype Circumstances = {').replace(/ {2}\},\n\};\s*$/, '};')}`.replace(
        'time: datetime,',
        'time: datetime, weather?: String,',
      );
    expect(problems(PERMIT, { schema })).toEqual([
      `schema.cedarschema: the service never supplies the attribute \`weather\` ${HELP}`,
    ]);
  });
});

describe('reports a schema that does not declare', () => {
  test.each([
    ['roles as parents of users', 'User in [Role]', 'User', /ancestor of type .Role./],
    ['the action play', 'action play', 'action hear', /play/],
    ['users as principals', 'principal: User', 'principal: Role', /User/],
    ['recordings as resources', 'resource: Recording', 'resource: User', /Recording/],
  ])('%s', (_, text, denial, message) => {
    expect(SCHEMA.split(text)).toHaveLength(2);
    expect(problems(PERMIT, { schema: SCHEMA.replace(text, denial) })).toContainEqual(expect.stringMatching(message));
  });
});
