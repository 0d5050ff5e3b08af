/** Characters of a time as the audit writer writes it: `2026-11-24T02:20:00.000Z`. */
const TIME_CHARS = 24;
const EVENT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Returns the time at the beginning of an event key, epoch milliseconds; undefined unless it is exactly in the form that
 * the audit writer uses. `Date.parse` alone accepts other forms (`2026-11-2 02:20:00.0000Z`), which do not sort by time as
 * text, so a search by time would not find the item.
 */
export const instantOfKey = (eventKey: string): number | undefined => {
  const text = eventKey.slice(0, TIME_CHARS);
  const instantMs = Date.parse(text);
  return !Number.isNaN(instantMs) && new Date(instantMs).toISOString() === text ? instantMs : undefined;
};

/** Returns the parts of `<occurred_at>#<event_id>`; undefined for any other key, also for a time without an id. */
export const parseEventKey = (
  eventKey: string,
): { readonly occurredAt: string; readonly eventId: string } | undefined => {
  if (instantOfKey(eventKey) === undefined || eventKey[TIME_CHARS] !== '#') return undefined;
  const eventId = eventKey.slice(TIME_CHARS + 1);
  return EVENT_ID.test(eventId) ? { occurredAt: eventKey.slice(0, TIME_CHARS), eventId } : undefined;
};
