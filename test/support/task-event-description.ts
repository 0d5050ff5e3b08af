import * as z from 'zod';
import { describedMeta } from './flex-description.ts';

/**
 * What Twilio's published API description says about TaskRouter's events, in our own words. Taken from the repository
 * twilio/twilio-oai, version 2.6.7 of 2026-04-14 (commit d50069b): the schema `taskrouter.v1.workspace.event`, and the list
 * in which it comes.
 */
const sid = (prefix: string) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}[0-9a-fA-F]{32}$`))
    .nullable();
const text = z.string().nullable();

export const describedTaskEvents = z.strictObject({
  events: z.array(
    z.strictObject({
      account_sid: sid('AC'),
      actor_sid: sid('[a-zA-Z]{2}'),
      actor_type: text,
      actor_url: z.url().nullable(),
      description: text,
      event_data: z.unknown(),
      event_date: z.iso.datetime().nullable(),
      event_date_ms: z.int().nullable(),
      event_type: text,
      resource_sid: sid('[a-zA-Z]{2}'),
      resource_type: text,
      resource_url: z.url().nullable(),
      sid: sid('EV'),
      source: text,
      source_ip_address: text,
      url: z.url().nullable(),
      workspace_sid: sid('WS'),
    }),
  ),
  meta: describedMeta,
});
