import type { AccessQuestion } from '../../../lambda/domain/playback/access-question.ts';
import type { PolicyRequest } from '../../../lambda/domain/policy/entity-access.ts';
import { playbackFacts } from '../../../lambda/domain/policy/playback-facts.ts';
import { supervisor } from '../callers.ts';
import { NOW, request } from '../playback-pipeline.ts';

const DAY_MS = 86_400_000;

/** Realistic access questions with their facts: users who may and may not play, with and without a catalog entry. */
export const playbackQuestions = (): (AccessQuestion & { readonly facts: PolicyRequest })[] => {
  const { recordingSid, client } = request;
  const entry = {
    recordingSid,
    agentWorkerSid: supervisor.workerSid,
    queue: 'support',
    team: 'desk',
    durationSeconds: 61,
    startedAt: new Date(NOW.getTime() - DAY_MS),
    status: 'completed',
  };
  const roles = [
    ['supervisor'],
    ['admin'],
    ['agent'],
    ['supervisor', 'wfo.full_access'],
    ['wfo.quality_process_manager'],
    [],
  ];
  const entries = [undefined, entry, { ...entry, restricted: true }];
  return roles.flatMap(own =>
    entries.map(recording => {
      const question: AccessQuestion = {
        caller: { ...supervisor, roles: own },
        recordingSid,
        client,
        now: NOW,
        recording,
      };
      return { ...question, facts: playbackFacts(question, {}) };
    }),
  );
};
