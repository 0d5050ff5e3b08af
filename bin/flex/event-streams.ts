import type { PlannedSetting } from './planned-setting.ts';
import { awaitTwilio, type TwilioClient } from './twilio-client.ts';

/** A webhook sink: an address to which Twilio's Event Streams sends events. */
export interface EventSink {
  /** `DG…`. */
  readonly sid: string;
  readonly destination: string;
  readonly method: string;
  /** Twilio sends events only to an `active` sink. */
  readonly status: string;
}

/**
 * Reads the webhook sinks of the account. Returns undefined if the credentials may not read Event Streams: a restricted API
 * key may lack that. Throws `TwilioError`.
 */
export const readEventSinks = async (client: TwilioClient): Promise<readonly EventSink[] | undefined> => {
  try {
    const sinks = await client.events.v1.sinks.list();
    return sinks
      .filter(({ sinkType }) => sinkType === 'webhook')
      .map(({ sid, status, sinkConfiguration }) => {
        const { destination, method } = Object(sinkConfiguration) as Record<string, unknown>;
        return { sid, status, destination: String(destination ?? ''), method: String(method ?? '').toUpperCase() };
      });
  } catch (error) {
    const { status } = error as { status?: unknown };
    return status === 401 || status === 403
      ? undefined
      : awaitTwilio('the sinks of Event Streams', Promise.reject(error));
  }
};

/** What the deployment expects of Event Streams. */
export interface EventStreamsExpectations {
  /** The stack's output. */
  readonly eventStreamsUrl: string;
}

/** The sinks that were read. Undefined: they may not be read. */
interface Sinks {
  readonly sinks: readonly EventSink[] | undefined;
}

/** Returns whether Event Streams delivers to this deployment. Then the workspace's event callback may belong to others. */
export const hasActiveSink = ({ sinks = [] }: Sinks, { eventStreamsUrl }: EventStreamsExpectations): boolean =>
  sinks.some(sink => sink.destination === eventStreamsUrl && isUsable(sink));

const isUsable = ({ status, method }: EventSink): boolean => status === 'active' && method === 'POST';

/** Shows which sink of Event Streams delivers to this deployment. `apply` creates none. */
export const planEventStreams = ({ sinks }: Sinks, { eventStreamsUrl }: EventStreamsExpectations): PlannedSetting => {
  const base = { id: 'event-streams', title: 'Event Streams sink', after: eventStreamsUrl } as const;
  if (!sinks) {
    const advice = "The secret's API key may not read Event Streams";
    return { ...base, state: 'unknown', before: 'not readable', advice };
  }
  const own = sinks.filter(({ destination }) => destination === eventStreamsUrl);
  const [shown] = [...own.filter(isUsable), ...own];
  if (!shown) return { ...base, state: 'optional', before: 'no sink of this deployment' };
  const before = `${shown.sid}, ${shown.method} (${shown.status})`;
  if (isUsable(shown)) return { ...base, state: 'set', before };
  const advice =
    shown.method === 'POST'
      ? `Twilio sends nothing to ${shown.sid} until it is active: validate it (docs/flex-setup.md)`
      : `${shown.sid} uses the method ${shown.method || 'of no name'}: create a sink with POST instead`;
  return { ...base, state: 'by-hand', before, advice };
};
