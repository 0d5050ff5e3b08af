import type { LocalCredentials } from '../aws/iam/principals.ts';
import type { TemplateFunctions } from '../functions/template-functions.ts';
import type { LocalTemplate } from '../template/read-template.ts';
import { startQueuePoller } from './queue-poller.ts';

/** Lambda starts with five pollers for a queue. */
const POLLERS = 5;

/** Delivers the messages of the template's queues to its functions until it is closed. */
export const startEventSources = (
  { eventSourceMappings }: Pick<LocalTemplate, 'eventSourceMappings'>,
  options: {
    readonly functions: Pick<TemplateFunctions, 'invoke'>;
    readonly aws: { readonly url: string; readonly credentialsFor: (roleLogicalId: string) => LocalCredentials };
    readonly log: (line: string) => void;
  },
): { close(): Promise<void> } => {
  const { functions, aws, log } = options;
  const pollers = eventSourceMappings.flatMap(mapping =>
    Array.from({ length: Math.min(POLLERS, mapping.maxConcurrency ?? POLLERS) }, () =>
      startQueuePoller({
        mapping,
        aws: { url: aws.url, credentials: aws.credentialsFor(mapping.fn.roleLogicalId) },
        invoke: event => functions.invoke(mapping.fn.logicalId, event),
        log,
      }),
    ),
  );
  return {
    close: async () => {
      await Promise.all(pollers.map(poller => poller.close()));
    },
  };
};
