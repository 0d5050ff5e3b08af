/** What an endpoint of the desk answers. The pieces are sent as they are made, so a large answer needs little memory. */
interface ApiAnswer {
  readonly contentType: string;
  /** The name under which a browser saves the answer. */
  readonly fileName?: string;
  readonly pieces: AsyncIterable<string>;
}

/**
 * Answers one kind of question. Throws `UsageError` for a wrong question, and `AwsError`, `StreamFailure` or an error of the
 * SDK if AWS gives no answer.
 * @param signal aborts when the client does not wait any more
 */
export type Endpoint = (question: URLSearchParams, signal: AbortSignal) => Promise<ApiAnswer>;

/** Returns an endpoint that answers one JSON value. */
export const jsonEndpoint =
  (read: (question: URLSearchParams) => Promise<unknown>): Endpoint =>
  async question => ({ contentType: 'application/json', pieces: pieceOf(JSON.stringify(await read(question))) });

async function* pieceOf(text: string): AsyncGenerator<string> {
  yield text;
}
