/** Characters of a time as the audit writer writes it: `2026-11-24T02:20:00.000Z`. */
const TIME_CHARS = 24;
const EVENT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The instant that an event key begins with, epoch milliseconds; undefined unless it is written exactly as the audit
 * writer writes times. `Date.parse` alone reads much else (`2026-11-2 02:20:00.0000Z`), which as text does not sort
 * where its time belongs: whoever believed it would look for the item in the wrong place.
 */
export const instantOfKey = (eventKey: string): number | undefined => {
  const text = eventKey.slice(0, TIME_CHARS);
  const instantMs = Date.parse(text);
  return !Number.isNaN(instantMs) && new Date(instantMs).toISOString() === text ? instantMs : undefined;
};

/** The parts of `<occurred_at>#<event_id>`; undefined when the key is anything else, a bare time included. */
export const parseEventKey = (
  eventKey: string,
): { readonly occurredAt: string; readonly eventId: string } | undefined => {
  if (instantOfKey(eventKey) === undefined || eventKey[TIME_CHARS] !== '#') return undefined;
  const eventId = eventKey.slice(TIME_CHARS + 1);
  return EVENT_ID.test(eventId) ? { occurredAt: eventKey.slice(0, TIME_CHARS), eventId } : undefined;
};
