import type { TeamsByWorker } from '../../lambda/domain/policy/playback-facts.ts';
import { err, ok, type Result } from '../../lambda/domain/shared/result.ts';
import type { PolicyProblem } from './policy-problem.ts';
import type { PolicySource } from './policy-source.ts';

const WORKER_SID = /^WK[0-9a-f]{32}$/;

/** Parses `policy/teams.json`: one object, worker SID → team name. Returns a problem for every invalid entry. */
export const parseTeams = ({ file, text }: PolicySource): Result<TeamsByWorker, readonly PolicyProblem[]> => {
  let teams: unknown;
  try {
    teams = JSON.parse(text);
  } catch (cause) {
    return err([{ file, message: `not JSON: ${(cause as Error).message}` }]);
  }
  if (typeof teams !== 'object' || teams === null || Array.isArray(teams)) {
    return err([{ file, message: 'expected one object', help: 'such as {"WK…": "billing"}' }]);
  }
  const problems = Object.entries(teams).flatMap(([workerSid, team]): PolicyProblem[] => {
    if (!WORKER_SID.test(workerSid)) {
      return [
        { file, message: `"${workerSid}" is not a worker SID`, help: 'use WK and 32 lower-case hexadecimal digits' },
      ];
    }
    return typeof team === 'string' && team !== '' ? [] : [{ file, message: `the team of ${workerSid} is not a name` }];
  });
  return problems.length > 0 ? err(problems) : ok(teams as TeamsByWorker);
};
