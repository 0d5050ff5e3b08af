import type { TaskProblem, Tasks } from '../../lambda/domain/attachment/ports.ts';
import type { memoryTasks } from '../fakes/memory-tasks.ts';

/** Returns numbers from 0 to 1, the same ones for the same seed (the generator "mulberry32"). */
export const seededRandom = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const REASONS = ['twilio_timeout', 'twilio_unreachable', 'twilio_rate_limit', 'twilio_failed'];
/** The reasons of all faults. */
export const PASSING: readonly string[] = [...REASONS, 'bug', 'task_keeps_changing'];

/**
 * Twilio's tasks, with a fault in a share of the calls: Twilio does not answer, fails or limits the rate; it writes, and its
 * answer is lost; somebody else writes between the reading and the writing; or our own code has a bug.
 */
export const faultyTasks = (
  tasks: ReturnType<typeof memoryTasks>,
  { random, share }: { readonly random: () => number; readonly share: number },
) => {
  let faults = 0;
  const othersWrote = new Map<string, number>();
  const oneOf = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const isFault = (): boolean => {
    if (random() >= share) return false;
    faults += 1;
    return true;
  };
  const unavailable = (): TaskProblem => ({ problem: 'unavailable', reason: oneOf(REASONS) });
  const bug = (): never => {
    throw new Error('a bug');
  };
  /** Counts up in the attributes, as another program does. Leaves attributes alone that are not JSON. */
  const writeAsOthers = (taskSid: string): void => {
    const text = tasks.attributesOf(taskSid);
    if (!text.startsWith('{')) return;
    const writes = (othersWrote.get(taskSid) ?? 0) + 1;
    othersWrote.set(taskSid, writes);
    tasks.change(taskSid, JSON.stringify({ ...JSON.parse(text), writes }));
  };
  const faulty: Tasks = {
    read: async taskSid => {
      if (isFault()) return oneOf([unavailable, bug])();
      const task = await tasks.read(taskSid);
      if (isFault()) writeAsOthers(taskSid);
      return task;
    },
    reservations: async taskSid => (isFault() ? unavailable() : tasks.reservations(taskSid)),
    replaceAttributes: async (taskSid, attributes, etag) => {
      if (!isFault()) return tasks.replaceAttributes(taskSid, attributes, etag);
      if (random() < 0.5) await tasks.replaceAttributes(taskSid, attributes, etag);
      return oneOf([unavailable, bug])();
    },
  };
  return {
    tasks: faulty,
    isFault,
    faults: () => faults,
    writesOfOthers: (taskSid: string) => othersWrote.get(taskSid),
  };
};
