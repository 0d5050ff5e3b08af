/** The text that Twilio signs after the URL, for a form. */
export const signedText = (fields: Readonly<Record<string, string>>): string =>
  Object.keys(fields)
    .sort()
    .map(name => name + fields[name])
    .join('');

/** Task attributes that name recordings, in the form of Flex Insights. */
export const attributesNaming = (...sids: readonly string[]) => ({
  conversations: { media: sids.map(sid => ({ url_provider: `https://a.example/sec_rec?recording_sid=${sid}` })) },
});

/** A TaskRouter event with all fields of a reservation event. `undefined` removes a field. */
export const taskEvent = (
  { at, ageSeconds = 60 }: { readonly at: Date; readonly ageSeconds?: number },
  fields: Readonly<Record<string, string | undefined>> = {},
): Record<string, string> => {
  const complete = {
    AccountSid: `AC${'1'.repeat(32)}`,
    EventDescription: 'Task WT5 accepted by Anna Ortiz',
    EventType: 'reservation.accepted',
    OperatingUnitSid: `OU${'1'.repeat(32)}`,
    ReservationSid: `WR${'b'.repeat(32)}`,
    ReservationVersion: '1',
    ResourceSid: `WR${'b'.repeat(32)}`,
    ResourceType: 'reservation',
    Sid: `EV${'1'.repeat(32)}`,
    TaskAge: String(ageSeconds),
    TaskAssignmentStatus: 'assigned',
    TaskAttributes: '{}',
    TaskChannelSid: `TC${'1'.repeat(32)}`,
    TaskChannelUniqueName: 'voice',
    TaskDateCreated: String(Math.floor(at.getTime() / 1_000) - ageSeconds),
    TaskPriority: '0',
    TaskQueueEnteredDate: String(Math.floor(at.getTime() / 1_000) - ageSeconds),
    TaskQueueName: 'Support',
    TaskQueueSid: `WQ${'c'.repeat(32)}`,
    TaskQueueTargetExpression: 'skills HAS "support"',
    TaskSid: `WT${'5'.repeat(32)}`,
    TaskVersion: '2',
    Timestamp: String(Math.floor(at.getTime() / 1_000)),
    TimestampMs: String(at.getTime()),
    WorkerActivityName: 'Available',
    WorkerActivitySid: `WA${'1'.repeat(32)}`,
    WorkerAttributes: '{"full_name":"Anna Ortiz","team_name":"Billing"}',
    WorkerName: 'anna@example.com',
    WorkerSid: `WK${'a'.repeat(32)}`,
    WorkerVersion: '3',
    WorkflowName: 'Assign to Anyone',
    WorkflowSid: `WW${'1'.repeat(32)}`,
    WorkspaceName: 'Flex Task Assignment',
    WorkspaceSid: `WS${'1'.repeat(32)}`,
    ...fields,
  };
  return Object.fromEntries(
    Object.entries(complete).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
};
