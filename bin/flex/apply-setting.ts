import type { AccountSnapshot } from './account-snapshot.ts';
import type { PlannedSetting } from './planned-setting.ts';
import { awaitTwilio, type TwilioClient } from './twilio-client.ts';

/**
 * Changes one setting of the account to its planned value. Throws `TwilioError`; the setting is then unchanged, or it is
 * unknown whether it was changed: a new plan shows it.
 */
export const applySetting = async (
  client: TwilioClient,
  { accountSid, workspaceSid }: { readonly accountSid: string } & Pick<AccountSnapshot, 'workspaceSid'>,
  { id, title, after }: PlannedSetting,
): Promise<void> => {
  const workspace = () => client.taskrouter.v1.workspaces(workspaceSid);
  switch (id) {
    case 'events-filter':
      await awaitTwilio(title, workspace().update({ eventsFilter: after }));
      return;
    case 'event-callback-url':
      await awaitTwilio(title, workspace().update({ eventCallbackUrl: after }));
      return;
    case 'call-recording-webhook-url':
      await awaitTwilio(
        title,
        client.flexApi.v1.configuration().update({ account_sid: accountSid, call_recording_webhook_url: after }),
      );
      return;
    default:
      throw new Error(`${id} cannot be changed through Twilio's API`);
  }
};
