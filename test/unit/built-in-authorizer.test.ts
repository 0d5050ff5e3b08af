import { describe, expect, test } from 'vitest';
import { builtInAuthorizer } from '../../lambda/domain/built-in-authorizer.ts';
import { supervisor } from '../support/callers.ts';
import { NOW, request } from '../support/playback-pipeline.ts';

const PROCESS_MANAGER = 'wfo.quality_process_manager';

describe('the built-in rules', () => {
  test.each<[roles: string[], allowed: boolean, reason: string]>([
    [['supervisor'], true, 'role_permits'],
    [['admin'], true, 'role_permits'],
    [['supervisor', 'admin', 'agent'], true, 'role_permits'],
    [['supervisor', 'wfo.full_access'], true, 'role_permits'],
    [['supervisor', 'wfo.quality_manager', PROCESS_MANAGER], true, 'role_permits'],
    [['supervisor', PROCESS_MANAGER], false, 'process_manager'],
    [['admin', PROCESS_MANAGER], false, 'process_manager'],
    [[PROCESS_MANAGER], false, 'process_manager'],
    [['supervisor', PROCESS_MANAGER, PROCESS_MANAGER], false, 'process_manager'],
    [['agent'], false, 'no_policy_permits'],
    [['wfo.full_access'], false, 'no_policy_permits'],
    [['agent', 'wfo.quality_manager'], false, 'no_policy_permits'],
    [['flex.readteams'], false, 'no_policy_permits'],
    [['Supervisor'], false, 'no_policy_permits'],
    [['supervisor.readonly'], false, 'no_policy_permits'],
    [[' admin'], false, 'no_policy_permits'],
    [[''], false, 'no_policy_permits'],
    [[], false, 'no_policy_permits'],
  ])('for the roles %j say %s', (roles, allowed, reason) => {
    const decision = builtInAuthorizer.decide({
      caller: { ...supervisor, roles },
      recordingSid: request.recordingSid,
      client: request.client,
      now: NOW,
    });
    expect(decision).toMatchObject({ allowed, reason, policySet: 'built-in-1' });
    expect(decision.policyIds).toEqual(
      { role_permits: ['supervisors-and-admins'], process_manager: ['process-managers-never'] }[reason] ?? [],
    );
  });
});
