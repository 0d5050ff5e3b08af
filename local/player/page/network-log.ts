import { byId, make, pairs } from '../../../bin/pages/browser/dom.ts';
import { abbreviateAuthorization, abbreviateLink } from './abbreviate.ts';
import type { Exchange } from './exchange.ts';

const SHOWN_EXCHANGES = 12;

const TIME_OF_DAY = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});

/** Adds an exchange at the top of the list. Its details are folded. */
export const showExchange = (exchange: Exchange): void => {
  byId('network-empty').hidden = true;
  const { answer } = exchange;
  const status = { text: answer ? String(answer.status) : 'blocked', tone: statusTone(answer?.status) };
  putOnTop(summary({ ...exchange, status }), sections(exchange));
};

/** Lists each finished request of the audio element for `mediaUrl`. Returns a function that stops this. */
export const listMediaRequests = (mediaUrl: string): (() => void) => {
  const observer = new PerformanceObserver(list => {
    for (const entry of list.getEntriesByName(mediaUrl)) {
      if (entry instanceof PerformanceResourceTiming && entry.initiatorType === 'audio') showMediaRequest(entry);
    }
  });
  observer.observe({ type: 'resource' });
  return () => observer.disconnect();
};

const showMediaRequest = ({ name: url, startTime, duration: durationMs }: PerformanceResourceTiming): void => {
  const facts = {
    'Request URL': abbreviateLink(url),
    'Request method': 'GET',
    Started: TIME_OF_DAY.format(performance.timeOrigin + startTime),
    Initiator: 'the audio element; scripts cannot see its ranges and status codes',
  };
  putOnTop(summary({ method: 'GET', url, durationMs, status: { text: 'media', tone: 'good' } }), [
    section('General', facts),
  ]);
};

const putOnTop = (head: HTMLElement, body: readonly HTMLElement[]): void => {
  const list = byId('exchanges');
  const details = make('details', {
    class: 'exchange',
    children: [head, make('div', { class: 'exchange-body', children: body })],
  });
  list.prepend(make('li', { children: [details] }));
  while (list.children.length > SHOWN_EXCHANGES) list.lastElementChild?.remove();
};

type Summary = Pick<Exchange, 'method' | 'url' | 'durationMs'> & { readonly status: { text: string; tone: string } };

const summary = ({ method, url, durationMs, status }: Summary): HTMLElement =>
  make('summary', {
    children: [
      make('span', { class: `status ${status.tone}`, text: status.text }),
      make('span', { class: 'method', text: method }),
      make('code', { class: 'name', text: abbreviateLink(url).slice(new URL(url).origin.length) }),
      make('span', { class: 'quiet time', text: `${Math.round(durationMs)} ms` }),
    ],
  });

const statusTone = (status: number | undefined): string => (status !== undefined && status < 400 ? 'good' : 'bad');

const sections = ({ method, url, startedAt, requestHeaders, answer, failure }: Exchange): HTMLElement[] => [
  section('General', {
    'Request URL': abbreviateLink(url),
    'Request method': method,
    'Status code': answer ? `${answer.status} ${answer.statusText}`.trim() : failure,
    Started: TIME_OF_DAY.format(startedAt),
    Preflight:
      'OPTIONS, sent first by the browser because the request has an Authorization header. Scripts cannot see it.',
  }),
  section('Request headers', {
    ...Object.fromEntries(
      Object.entries(requestHeaders).map(([name, value]) => [
        name,
        name === 'Authorization' ? abbreviateAuthorization(value) : value,
      ]),
    ),
    Origin: location.origin,
  }),
  ...(answer
    ? [
        section('Response headers that CORS allows a script to read', answer.headers),
        make('section', {
          children: [make('h3', { text: 'Response body' }), make('pre', { text: readableBody(answer.body) })],
        }),
      ]
    : []),
];

const section = (title: string, facts: Readonly<Record<string, string | undefined>>): HTMLElement =>
  make('section', {
    children: [make('h3', { text: title }), make('dl', { class: 'pairs', children: pairs(facts) })],
  });

/** Formats a JSON body with shortened links. Returns any other body unchanged. */
const readableBody = (body: string): string => {
  try {
    return JSON.stringify(
      JSON.parse(body),
      (name, value) => (name === 'media_url' && typeof value === 'string' ? abbreviateLink(value) : value),
      2,
    );
  } catch {
    return body;
  }
};
