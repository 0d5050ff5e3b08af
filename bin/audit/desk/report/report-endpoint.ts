import type { StoredItem } from '../../../../lambda/domain/audit/chain/stored-item.ts';
import { UsageError } from '../../../terminal/exit-code.ts';
import { verifySources } from '../../verify/verify-sources.ts';
import type { Endpoint } from '../api-answer.ts';
import type { DeskDeployment, DeskSources } from '../desk-sources.ts';
import { matchingEvents } from '../search/search.ts';
import { parseSearch } from '../search/search-question.ts';
import { collectEvidence } from './collect-evidence.ts';
import { reportHtml } from './report-html.ts';

/** More would be no document that somebody reads. */
const MOST_EVENTS = 1_000;
const FIELDS = ['q', 'since', 'until', 'event', 'only'];

/** Answers the evidence report of a search: one HTML file. With `attach=1`, it contains the complete events files. */
export const reportEndpoint =
  (sources: DeskSources, deployment: DeskDeployment): Endpoint =>
  async asked => {
    const now = new Date();
    const events: StoredItem[] = [];
    for await (const event of matchingEvents(sources, parseSearch(asked, now))) {
      if (events.length === MOST_EVENTS) {
        throw new UsageError(
          `A report has at most ${MOST_EVENTS} events, and this search finds more. Choose a shorter period, or export CSV or JSON.`,
        );
      }
      events.push(event);
    }
    if (events.length === 0) throw new UsageError('This search finds no events, so there is nothing to report.');
    const { table, archive: bucket, ...options } = deployment;
    const { archive, publicKeys } = await verifySources({
      ...options,
      ...(table !== undefined && { table }),
      ...(bucket !== undefined && { archive: bucket }),
    });
    const question = Object.fromEntries(
      FIELDS.map(name => [name, asked.getAll(name).join(', ')]).filter(([, value]) => value !== ''),
    );
    const evidence = await collectEvidence({
      ...{ archive, publicKeys, events, now },
      attachFiles: asked.get('attach') === '1',
      about: { stack: deployment.stack, question },
    });
    return {
      contentType: 'text/html; charset=utf-8',
      fileName: `evidence-${now.toISOString().slice(0, 10)}.html`,
      pieces: pieceOf(reportHtml(evidence)),
    };
  };

async function* pieceOf(text: string): AsyncGenerator<string> {
  yield text;
}
