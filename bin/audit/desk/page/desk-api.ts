import { make } from '../../../pages/browser/dom.ts';

/** Why there is no answer, and what to do. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly help: string;
}

/** Thrown when the desk answers no data. */
export class DeskError extends Error {
  override readonly name = 'DeskError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

const ENDED: Problem = {
  code: 'desk_ended',
  message: 'The desk does not answer.',
  help: 'It was probably stopped. Start it again with "audit desk", and open the address that it prints.',
};

const CUT_OFF: Problem = {
  code: 'cut_off',
  message: 'The answer broke off before its end.',
  help: 'Try again. If it stays so, choose a shorter period.',
};

const TOKEN_KEY = 'audit-desk-token';

/**
 * Takes the token out of the address, so that neither the address bar nor the history shows it. This tab keeps it: other
 * tabs, other origins and other ports cannot read it.
 */
export const takeToken = (): void => {
  const address = new URL(location.href);
  const token = address.searchParams.get('token');
  if (token === null) return;
  sessionStorage.setItem(TOKEN_KEY, token);
  address.searchParams.delete('token');
  history.replaceState(null, '', address);
};

/** Asks an endpoint. Throws `DeskError`; throws the signal's `AbortError`. */
const ask = async (endpoint: string, question: URLSearchParams, signal?: AbortSignal): Promise<Response> => {
  const authorization = `Bearer ${sessionStorage.getItem(TOKEN_KEY) ?? ''}`;
  const response = await fetch(`/api/${endpoint}?${question}`, {
    headers: { authorization },
    ...(signal && { signal }),
  }).catch(error => {
    throw signal?.aborted ? error : new DeskError(ENDED);
  });
  if (response.ok) return response;
  const answer = (await response.json().catch(() => ({}))) as { readonly error?: Problem };
  throw new DeskError(answer.error ?? { ...ENDED, message: `The desk answered ${response.status}.` });
};

/** Asks an endpoint for JSON. The type is that of the endpoint in `desk-model.ts`. */
export const askForJson = async <T>(endpoint: string, question: URLSearchParams, signal?: AbortSignal): Promise<T> =>
  (await ask(endpoint, question, signal)).json() as Promise<T>;

/** Asks an endpoint for lines of JSON, and calls back for each when it arrives. Throws `DeskError`, also if the answer breaks off. */
export const askForLines = async <T>(
  endpoint: string,
  question: URLSearchParams,
  onLine: (value: T) => void,
): Promise<void> => {
  const response = await ask(endpoint, question);
  let rest = '';
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  for (;;) {
    const piece = await reader?.read().catch(() => {
      throw new DeskError(CUT_OFF);
    });
    if (!piece || piece.done) return;
    const lines = (rest + decoder.decode(piece.value, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(JSON.parse(line) as T);
  }
};
/** Asks an endpoint for a file, and lets the browser save it. Throws `DeskError`; then nothing is saved. */
export const download = async (endpoint: string, question: URLSearchParams): Promise<void> => {
  const response = await ask(endpoint, question);
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? endpoint;
  const content = await response.blob().catch(() => {
    throw new DeskError(CUT_OFF);
  });
  const address = URL.createObjectURL(content);
  make('a', { attributes: { href: address, download: name } }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
};
