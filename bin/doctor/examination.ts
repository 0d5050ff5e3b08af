import { err, ok, type Result } from '../../lambda/domain/shared/result.ts';
import type { DeployedStack } from './deployed-stack.ts';
import { exchange, type HttpAnswer, jsonObject } from './http-answer.ts';
import { type PlayerQuestion, playerRequest } from './player-request.ts';
import { collectSecrets, type Secrets, secretsOfLink, secretsOfToken } from './secrets.ts';

/** What is examined, as the command line or the stack's outputs name it. */
export interface Examined extends Omit<PlayerQuestion, 'origin'> {
  /** The origins whose pages play recordings: at least one. */
  readonly origins: readonly [string, ...string[]];
  /** The stack as AWS describes it. Undefined: AWS is not asked. */
  readonly stack?: DeployedStack | undefined;
  readonly now: () => Date;
  /** Finds the addresses of a host name. Rejects with a system error. */
  readonly lookup: (hostname: string) => Promise<readonly string[]>;
}

/** What several checks look at. Each request is sent once, when the first check needs it. */
export interface Examination extends Examined {
  /** The answer to a player without a token. */
  readonly answerWithoutToken: () => Promise<Result<HttpAnswer, string>>;
  /** The answer to a player with the token. It leaves an event in the audit trail. */
  readonly answerWithToken: () => Promise<Result<HttpAnswer, string>>;
  /** The link in that answer. An error is the reason why there is none. */
  readonly link: () => Promise<Result<URL, string>>;
  /** The token, and the link once there is one. */
  readonly secrets: Secrets;
}

export const openExamination = (examined: Examined): Examination => {
  const ask = (token: string | undefined) => {
    const { url, headers } = playerRequest({ ...examined, token, origin: examined.origins[0] });
    return exchange(url, { headers });
  };
  const answerWithToken = once(() => ask(examined.token));
  const secrets = collectSecrets();
  if (examined.token !== undefined) secrets.add(...secretsOfToken(examined.token));
  return {
    ...examined,
    secrets,
    answerWithoutToken: once(() => ask(undefined)),
    answerWithToken,
    link: once(async () => {
      const answer = await answerWithToken();
      if (!answer.ok) return answer;
      const { media_url } = jsonObject(answer.value.body);
      if (typeof media_url !== 'string' || !URL.canParse(media_url)) return err('the answer has no media_url');
      const link = new URL(media_url);
      secrets.add(media_url, ...secretsOfLink(link));
      return ok(link);
    }),
  };
};

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
};
