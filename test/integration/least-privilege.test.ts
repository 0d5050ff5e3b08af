import { afterEach, describe, expect, test } from 'vitest';
import { type LocalStack, startLocalStack } from '../../local/stack.ts';
import { askFor, auditTrail } from '../support/playback-client.ts';

interface Statement {
  Action: string | string[];
}
interface Template {
  Resources: Record<string, { Type: string; Properties: { PolicyDocument?: { Statement: Statement[] } } }>;
}

let stack: LocalStack | undefined;
afterEach(async () => {
  await stack?.close();
  stack = undefined;
});

/** Takes one action out of every role policy of the template; fails if none had it. */
const without = (action: string) => (template: Template) => {
  let taken = 0;
  for (const { Type, Properties } of Object.values(template.Resources)) {
    if (Type !== 'AWS::IAM::Policy') continue;
    for (const statement of Properties.PolicyDocument?.Statement ?? []) {
      const actions = [statement.Action].flat();
      taken += actions.filter(name => name === action).length;
      const left = actions.filter(name => name !== action);
      statement.Action = left.length > 0 ? left : 'none:Nothing';
    }
  }
  if (taken === 0) throw new Error(`no policy grants ${action}`);
};

const playWithout = async (action: string) => {
  const logged: string[] = [];
  stack = await startLocalStack({ editTemplate: without(action), log: line => logged.push(line) });
  const { description } = stack;
  const answer = await askFor(description, description.recordings[0]?.sid ?? '', description.tokens.supervisor);
  return { answer, trail: await auditTrail(description), log: logged.join('\n') };
};

describe('the role of the url-provider', () => {
  test('without PutItem there is no audit item, and so no link', async () => {
    const { answer, trail, log } = await playWithout('dynamodb:PutItem');
    expect(answer.status).toBe(503);
    expect(answer.body).toEqual({
      error: { code: 'unavailable', message: expect.any(String), request_id: expect.any(String) },
    });
    expect(trail).toEqual([]);
    expect(log).toContain('audit_access_denied');
  });

  test('without GetObject the function cannot look, and says that its own access is broken', async () => {
    const { answer, trail, log } = await playWithout('s3:GetObject');
    expect(answer.status).toBe(500);
    expect(answer.body.media_url).toBeUndefined();
    expect(trail).toEqual([]);
    expect(log).toContain('s3_access_denied');
  });
});
