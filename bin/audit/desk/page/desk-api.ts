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
