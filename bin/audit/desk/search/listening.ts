import { HeardLinks } from '../../../../lambda/domain/heard/heard-links.ts';
import { heardText } from '../../../../lambda/domain/heard/heard-text.ts';
import type { Listening } from '../desk-model.ts';
import type { DeskSources } from '../desk-sources.ts';
import { readRecordingFacts } from './recording-facts.ts';
import { matchingEvents } from './search.ts';
import type { SearchQuestion } from './search-question.ts';

/** Events that are read for the links of one recording or person. The newest ones count. */
const MOST_EVENTS = 2_000;

/** Reads who got links, how much was heard with each, and the catalog's facts. Throws `StreamFailure` and `AwsError`. */
export const readListening = async (
  sources: DeskSources,
  { subject, range }: SearchQuestion,
  now: Date,
): Promise<Listening> => {
  const links = new HeardLinks();
  let [read, isComplete] = [0, true];
  const nothingElse = { denials: false, restricted: false };
  for await (const event of matchingEvents(sources, { ...(subject && { subject }), range, kept: nothingElse })) {
    if (read === MOST_EVENTS) {
      isComplete = false;
      break;
    }
    read += 1;
    links.take(event);
  }
  const facts = subject?.by === 'recording' ? await readFactsIfPermitted(sources, subject.recordingSid) : undefined;
  return {
    links: links
      .list(now)
      .reverse()
      .map(link => ({ ...link, text: heardText(link) })),
    isComplete,
    hasEvents: read > 0,
    ...facts,
  };
};

/** A role that may read the trail need not be one that may read the catalog. */
const readFactsIfPermitted = async (
  sources: DeskSources,
  sid: string,
): Promise<Pick<Listening, 'facts' | 'factsProblem'>> => {
  try {
    const facts = await readRecordingFacts(await sources.catalog(), sid);
    return facts ? { facts } : {};
  } catch (error) {
    return { factsProblem: error instanceof Error ? error.message : String(error) };
  }
};
