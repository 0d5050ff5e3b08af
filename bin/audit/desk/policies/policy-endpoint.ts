import { UsageError } from '../../../terminal/exit-code.ts';
import { jsonEndpoint } from '../api-answer.ts';
import type { PolicyText } from '../desk-model.ts';
import { policySetOf, readPolicyTexts } from './policy-texts.ts';

/** Answers the text of the policy `id`, read anew each time: the files may change while the desk runs. */
export const policyEndpoint = (folder: string) =>
  jsonEndpoint(async (asked): Promise<PolicyText> => {
    const id = asked.get('id') ?? '';
    const texts = await readPolicyTexts(folder).catch(error => {
      throw new UsageError(`The policies in ${folder} cannot be read (${error.code}). Start the desk with --policies.`);
    });
    const policySet = await policySetOf(folder);
    return { ...(texts.get(id) ?? { id, words: '', text: '' }), ...(policySet && { policySet }) };
  });
