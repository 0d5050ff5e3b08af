import { inspectCatalogItem } from '../../../lambda/adapters/dynamodb/dynamodb-recording-catalog.ts';
import { parseRecordingSid } from '../../../lambda/domain/shared/recording-sid.ts';
import { orThrow } from '../../deployment/or-throw.ts';
import { green, notChecked, yellow } from '../check.ts';
import { outputOf } from '../deployed-stack.ts';
import { inside } from '../inside-check.ts';

/** Whether Twilio's callbacks about the recording have arrived in the catalog. */
export const catalog = inside({
  id: 'catalog',
  title: 'Callbacks about this recording',
  needs: ['recording'],
  permissions: ['dynamodb:GetItem'],
  after: ['recording'],
  run: async (stack, { recordingSid = '' }) => {
    if (!stack.outputs.has('RecordingStatusCallbackUrl'))
      return notChecked('the deployment accepts no callbacks', 'With twilioSecretName in cdk.json, it does');
    const sid = parseRecordingSid(recordingSid);
    const source = { client: stack.clients.dynamoDb(), table: outputOf(stack, 'RecordingsTableName') };
    const item = sid && orThrow(await inspectCatalogItem(source, sid));
    return item
      ? green('the catalog has an entry')
      : yellow(
          'the catalog has no entry, so policies do not know its agent',
          'npx flex-setup status says whether callbacks arrive; npx flex-catalog backfill reads what Twilio knows about earlier recordings',
        );
  },
});
