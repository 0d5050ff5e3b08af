/** The template asks for something that the local stack does not understand; the message names it and where it stands. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';

  constructor(where: string, problem: string) {
    super(`${where}: ${problem}`);
  }
}
