import { describe, expect, test } from 'vitest';
import { storeUpdate } from '../../../../../lambda/domain/catalog/join-updates.ts';
import { memoryCatalogParts } from '../../../../fakes/memory-catalog-parts.ts';
import { worker } from '../../../../support/catalog-story.ts';
import { newCall, STORIES } from '../../../../support/joined-stories.ts';
import { permutations, sequencesOfAll } from '../../../../support/message-orders.ts';

const MOST_MESSAGES = 6;

describe('the orders that are tried', () => {
  test('are all 720 of six messages, and all sequences of up to six of fewer messages', () => {
    expect(new Set(permutations(6).map(String)).size).toBe(720);
    expect(sequencesOfAll(6, MOST_MESSAGES)).toHaveLength(720);
    const ofThree = new Set(sequencesOfAll(3, MOST_MESSAGES).map(String));
    // Surjections onto three: 6 of length three, 36 of four, 150 of five, 540 of six.
    expect(ofThree.size).toBe(6 + 36 + 150 + 540);
    for (const sequence of ofThree) expect(new Set(sequence.split(','))).toEqual(new Set(['0', '1', '2']));
  });
});

describe('in every order of up to six messages, repeated ones included, the catalog knows the same', () => {
  test.each(STORIES)('about %s', async (_title, story, agent, task) => {
    const call = newCall();
    const messages = story(call);
    expect(messages.length).toBeLessThanOrEqual(MOST_MESSAGES);
    const known = new Set<string>();
    for (const sequence of sequencesOfAll(messages.length, MOST_MESSAGES)) {
      const { parts, handling, reports } = memoryCatalogParts();
      for (const index of sequence) {
        const message = messages[index];
        if (message) await storeUpdate(parts, message);
      }
      const { agentWorkerSid, taskSid } = handling(call.recording);
      known.add(JSON.stringify({ agentWorkerSid, taskSid, reports: reports(call.recording) }));
    }
    expect(known.size).toBe(1);
    const [only = '{}'] = known;
    expect(JSON.parse(only)).toMatchObject({
      ...(agent && { agentWorkerSid: worker(agent) }),
      ...(task && { taskSid: call[task] }),
    });
    expect('taskSid' in JSON.parse(only)).toBe(task !== undefined);
  });
});
