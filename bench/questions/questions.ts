import { agentOf, type Filled, groupsOf, nameOf, someRecording, someUser } from '../growth/fill-tables.ts';

/** A question of an auditor: the command line that answers it, and the read of the table that no answer can do without. */
export interface Question {
  readonly name: string;
  /** The program, and its arguments. */
  readonly ask: () => readonly [program: 'flex-audit.js' | 'flex-policy.js', ...args: string[]];
  /** For the yardstick: an index, its key, and the beginning of the sort keys. */
  readonly least: { readonly index?: string; readonly key: string; readonly value: string; readonly from?: string };
}

/** Returns the questions. Each asks about the same recording and person, in the middle of the history. */
export const questionsAbout = (filled: Filled, now: Date): Question[] => {
  const recording = someRecording(filled);
  const user = someUser(filled);
  const agent = agentOf(recording);
  const { call_sid, task_sid, conference_sid } = groupsOf(recording);
  const day = new Date(now.getTime() - 86_400_000).toISOString().slice(0, 10);
  const audit =
    (...args: string[]): Question['ask'] =>
    () => ['flex-audit.js', ...args, '--format', 'ndjson'];
  const ofRecording = { key: 'recording_sid', value: recording };
  const ofDay = { index: 'by-day', key: 'day_shard', value: `${day}#0` };
  const recently = new Date(now.getTime() - 3_600_000).toISOString();
  const ofToday = { index: 'by-day', key: 'day_shard', value: `${recently.slice(0, 10)}#0`, from: recently };
  return [
    { name: 'by-recording', ask: audit('by-recording', recording), least: ofRecording },
    {
      name: 'by-user WK…',
      ask: audit('by-user', user),
      least: { index: 'by-user', key: 'worker_sid', value: user },
    },
    {
      name: 'by-user e-mail',
      ask: audit('by-user', nameOf(user)),
      least: { index: 'by-name', key: 'realm_user_id', value: nameOf(user) },
    },
    { name: 'by-call', ask: audit('by-call', call_sid), least: ofRecording },
    { name: 'by-task', ask: audit('by-task', task_sid), least: ofRecording },
    { name: 'by-conference', ask: audit('by-conference', conference_sid), least: ofRecording },
    { name: 'by-agent', ask: audit('by-agent', agent), least: { key: 'recording_sid', value: agent } },
    { name: 'by-day', ask: audit('by-day', day), least: ofDay },
    { name: 'by-day, first 50', ask: audit('by-day', day, '--event', 'link_issued', '--limit', '50'), least: ofDay },
    {
      name: 'tail of an hour',
      ask: audit('tail', '--since', recently, '--until', now.toISOString()),
      least: ofToday,
    },
    {
      name: 'policy explain',
      ask: () => ['flex-policy.js', 'explain', '--user', nameOf(user), '--recording', recording, '--json'],
      least: { index: 'by-name', key: 'realm_user_id', value: nameOf(user) },
    },
  ];
};
