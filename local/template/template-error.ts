/** The template contains something that the local stack does not support. The message names it and its place. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';

  constructor(where: string, problem: string) {
    super(`${where}: ${problem}`);
  }
}
