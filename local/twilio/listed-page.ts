const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 1_000;
/** Prefix of a page token: the page comes after the item that the token names. */
const PAGE_AFTER = 'PA';

/** Returns the query of another page: the filters of a request, with the page's own parameters. */
export const pageQuery = (
  query: URLSearchParams,
  { pageSize, page, token }: { readonly pageSize: number; readonly page: number; readonly token?: string | undefined },
): URLSearchParams => {
  const parameters = new URLSearchParams(query);
  parameters.set('PageSize', String(pageSize));
  parameters.set('Page', String(page));
  parameters.delete('PageToken');
  if (token) parameters.set('PageToken', token);
  return parameters;
};

/** A resource as it is listed. */
export interface Listed {
  readonly sid: string;
  readonly resource: Readonly<Record<string, unknown>>;
}

/**
 * Returns one page of a list of Twilio's newer APIs, whose `meta` has the addresses of the pages. Supports `PageSize` (at most
 * 1,000). Only `PageToken` selects the page. `Page` is a count of the client, according to the API description.
 * @param url the address of the list at Twilio
 * @param key the name of the list in the body
 */
export const listedPage = (
  { url, key }: { readonly url: string; readonly key: string },
  items: readonly Listed[],
  query: URLSearchParams,
): Record<string, unknown> => {
  const pageSize = Math.min(Number(query.get('PageSize')) || DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
  const page = Number(query.get('Page')) || 0;
  const token = query.get('PageToken') ?? '';
  const start = items.findIndex(({ sid }) => PAGE_AFTER + sid === token) + 1;
  const shown = items.slice(start, start + pageSize);
  const urlOf = (number: number, after?: string) =>
    `${url}?${pageQuery(query, { pageSize, page: number, token: after })}`;
  const before = items[start - pageSize - 1]?.sid;
  return {
    [key]: shown.map(({ resource }) => resource),
    meta: {
      first_page_url: urlOf(0),
      key,
      next_page_url: start + pageSize < items.length ? urlOf(page + 1, PAGE_AFTER + shown.at(-1)?.sid) : null,
      page,
      page_size: pageSize,
      previous_page_url: start > 0 ? urlOf(Math.max(0, page - 1), before && PAGE_AFTER + before) : null,
      url: urlOf(page, token),
    },
  };
};
