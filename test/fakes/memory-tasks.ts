import type { Reservation, TaskSnapshot, Tasks } from '../../lambda/domain/attachment/ports.ts';

/** Tasks in memory, with versions. A second writer of the same version is told that the task has changed. */
export const memoryTasks = (
  initial: Readonly<Record<string, Omit<TaskSnapshot, 'etag'> & { readonly reservations?: readonly Reservation[] }>>,
): Tasks & {
  attributesOf(taskSid: string): string;
  /** Replaces the attributes as somebody else would. */
  change(taskSid: string, attributes: string): void;
} => {
  const tasks = new Map(Object.entries(initial).map(([sid, task]) => [sid, { ...task, version: 1 }]));
  const change = (taskSid: string, attributes: string): void => {
    const task = tasks.get(taskSid);
    if (task) tasks.set(taskSid, { ...task, attributes, version: task.version + 1 });
  };
  const gone = { problem: 'gone', reason: 'task_gone' } as const;
  return {
    read: async taskSid => {
      const task = tasks.get(taskSid);
      if (!task) return gone;
      const { version, reservations: _, ...snapshot } = task;
      return { ...snapshot, etag: `"${version}"` };
    },
    reservations: async taskSid => tasks.get(taskSid)?.reservations ?? (tasks.has(taskSid) ? [] : gone),
    replaceAttributes: async (taskSid, attributes, etag) => {
      const task = tasks.get(taskSid);
      if (!task) return gone;
      if (etag !== `"${task.version}"`) return { problem: 'changed', reason: 'task_changed' };
      change(taskSid, attributes);
      return undefined;
    },
    attributesOf: taskSid => tasks.get(taskSid)?.attributes ?? '',
    change,
  };
};
