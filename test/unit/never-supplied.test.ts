import { describe, expect, it } from 'vitest';
import { PERMIT, problems, SCHEMA } from '../support/policy-problems.ts';

const HELP = '(the schema has to say what lambda/domain/policy/playback-facts.ts supplies)';

describe('a schema may not promise what the functions never see', () => {
  it.each<[string, string, string, string[]]>([
    [
      'a group of actions',
      'action play appliesTo',
      'action listen;\naction play in [listen] appliesTo',
      ['nobody ever asks for the action `listen`', 'the action `play` is never in `listen`'],
    ],
    [
      'another action',
      'action play appliesTo {',
      'action download appliesTo { principal: User, resource: Recording };\naction play appliesTo {',
      ['nobody ever asks for the action `download`'],
    ],
    [
      'roles in groups',
      'entity Role;',
      'entity Group;\nentity Role in [Group];',
      ['nothing ever supplies an entity of the type `Group`', 'nothing ever supplies a `Role` that is in a `Group`'],
    ],
    [
      'roles in roles',
      'entity Role;',
      'entity Role in [Role];',
      ['nothing ever supplies a `Role` that is in a `Role`'],
    ],
    [
      'users in users',
      'User in [Role]',
      'User in [Role, User]',
      ['nothing ever supplies a `User` that is in a `User`'],
    ],
    [
      'recordings in anything',
      'entity Recording =',
      'entity Recording in [Recording] =',
      ['nothing ever supplies a `Recording` that is in a `Recording`'],
    ],
    [
      'roles with attributes',
      'entity Role;',
      'entity Role = { rank?: Long };',
      ['nothing ever supplies the attribute `rank`'],
    ],
    [
      'listeners that are no users',
      'principal: User',
      'principal: [User, Role]',
      ['no `Role` ever asks for the action `play`'],
    ],
    [
      'playing what is no recording',
      'resource: Recording',
      'resource: [Recording, User]',
      ['nobody ever asks to `play` a `User`'],
    ],
    [
      'another namespace',
      'entity Role;',
      'entity Role;\nnamespace Flex { entity Bot; action hear appliesTo { principal: Bot, resource: Bot }; }',
      ['nothing ever supplies an entity of the type `Flex::Bot`', 'nobody ever asks for the action `Flex::hear`'],
    ],
  ])('%s', (_, text, promise, messages) => {
    expect(SCHEMA.split(text)).toHaveLength(2);
    expect(problems(PERMIT, { schema: SCHEMA.replace(text, promise) })).toEqual(
      messages.map(message => `schema.cedarschema: ${message} ${HELP}`),
    );
  });

  it('an attribute, when the schema gives its context a name', () => {
    const schema =
      `${SCHEMA.replace('context: {', 'context: Circumstances, };\ntype Circumstances = {').replace(/ {2}\},\n\};\s*$/, '};')}`.replace(
        'time: datetime,',
        'time: datetime, weather?: String,',
      );
    expect(problems(PERMIT, { schema })).toEqual([
      `schema.cedarschema: nothing ever supplies the attribute \`weather\` ${HELP}`,
    ]);
  });
});

describe('a schema may not deny what the functions see', () => {
  it.each([
    ['that users have roles', 'User in [Role]', 'User', /ancestor of type .Role./],
    ['the action', 'action play', 'action hear', /play/],
    ['who plays', 'principal: User', 'principal: Role', /User/],
    ['what is played', 'resource: Recording', 'resource: User', /Recording/],
  ])('%s', (_, text, denial, message) => {
    expect(SCHEMA.split(text)).toHaveLength(2);
    expect(problems(PERMIT, { schema: SCHEMA.replace(text, denial) })).toContainEqual(expect.stringMatching(message));
  });
});
