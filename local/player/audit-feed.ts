import type { ServerResponse } from 'node:http';
import type { AuditItem, PlayerContent } from './player-model.ts';

const POLL_INTERVAL_MS = 500;
/**
 * How far each query goes back: an item's key contains the time of the decision, which is a little before the write.
 */
const LOOK_BACK_MS = 10_000;

/**
 * Sends the audit trail as server-sent events until the response closes: `audit` with an item, and `trouble` when the
 * table cannot be read. Sends the existing items first, then new ones, each item once.
 */
export const streamAudit = (response: ServerResponse, readAuditEvents: PlayerContent['readAuditEvents']): void => {
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  response.write('retry: 1000\n\n');
  const sent = new Set<string>();
  let newest: string | undefined;
  let timer: NodeJS.Timeout | undefined;

  const poll = async (): Promise<void> => {
    try {
      for (const item of await readAuditEvents(newest && lookBackFrom(newest))) {
        if (sent.has(item.event_key)) continue;
        sent.add(item.event_key);
        if (!newest || item.event_key > newest) newest = item.event_key;
        response.write(serverSentEvent('audit', item));
      }
    } catch {
      response.write(serverSentEvent('trouble', { message: 'The audit table cannot be read at the moment.' }));
    }
    if (!response.destroyed) timer = setTimeout(poll, POLL_INTERVAL_MS);
  };

  response.on('close', () => clearTimeout(timer));
  void poll();
};

const lookBackFrom = (eventKey: string): string => {
  const occurredAt = Date.parse(eventKey.slice(0, eventKey.indexOf('#')));
  return new Date(occurredAt - LOOK_BACK_MS).toISOString();
};

const serverSentEvent = (name: string, data: AuditItem | { message: string }): string =>
  `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
