import { type Listed, listedPage } from '../listed-page.ts';

/** A webhook sink of Event Streams: where Twilio sends events in batches. */
export interface StubSink {
  /** `DG…`. */
  readonly sid: string;
  readonly destination: string;
  readonly status: SinkStatus;
}

const STATUSES = ['initialized', 'validating', 'active', 'failed'] as const;
type SinkStatus = (typeof STATUSES)[number];

const CREATED = '2026-01-05T09:00:00Z';
const SINKS = 'https://events.twilio.com/v1/Sinks';

/** Returns the body of `GET https://events.twilio.com/v1/Sinks`: one page, with all properties of the API description. */
export const sinksPage = (sinks: readonly StubSink[], query: URLSearchParams): Record<string, unknown> =>
  listedPage({ url: SINKS, key: 'sinks' }, sinks.map(listed), query);

const listed = ({ sid, destination, status }: StubSink): Listed => ({
  sid,
  resource: {
    date_created: CREATED,
    date_updated: CREATED,
    description: 'Task events',
    sid,
    sink_configuration: { destination, method: 'POST', batch_events: true },
    sink_type: 'webhook',
    status,
    url: `${SINKS}/${sid}`,
    links: { sink_test: `${SINKS}/${sid}/Test`, sink_validate: `${SINKS}/${sid}/Validate` },
  },
});

/** Creates or replaces a sink, as an operator does. Returns undefined for an invalid description. */
export const putSink = (sinks: StubSink[], body: unknown): object | undefined => {
  const { sid, destination, status = 'active' } = Object(body) as Record<string, unknown>;
  if (typeof sid !== 'string' || !/^DG[0-9a-f]{32}$/.test(sid)) return undefined;
  if (typeof destination !== 'string' || !STATUSES.some(known => known === status)) return undefined;
  const others = sinks.filter(sink => sink.sid !== sid);
  sinks.splice(0, sinks.length, ...others, { sid, destination, status: status as SinkStatus });
  return { sid };
};
