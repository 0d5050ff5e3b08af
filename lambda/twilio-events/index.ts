import { twilioEventsDependencies } from './dependencies.ts';
import { twilioEventsHandler } from './handler.ts';

/** The deployed function. Clients are built once per execution environment. */
export const handler = twilioEventsHandler(twilioEventsDependencies());
