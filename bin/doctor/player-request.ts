/** What a player asks for, and with which token. */
export interface PlayerQuestion {
  /** The address of `url_provider`, without a query. */
  readonly url: URL;
  /** Without a recording, the question names one that does not exist. */
  readonly recordingSid?: string | undefined;
  readonly token?: string | undefined;
  /** The origin of the page that asks. */
  readonly origin: string;
}

/** A request as Flex Insights' player sends it. */
export interface PlayerRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}

const NO_RECORDING = `RE${'0'.repeat(32)}`;

/** Returns the request of Flex Insights' player. Source: Twilio, "Custom Media attached to Conversations". */
export const playerRequest = ({ url, recordingSid = NO_RECORDING, token, origin }: PlayerQuestion): PlayerRequest => {
  const asked = new URL(url);
  asked.search = new URLSearchParams({ recording_sid: recordingSid }).toString();
  const authorization = token && `Basic ${Buffer.from(`token:${token}`).toString('base64')}`;
  return { url: asked, headers: { origin, ...(authorization && { authorization }) } };
};

/** What a current browser adds to a request across origins. Other browsers send less. */
const BROWSER_HEADERS: Readonly<Record<string, string>> = {
  connection: 'keep-alive',
  accept: '*/*',
  'accept-encoding': 'gzip, deflate, br, zstd',
  'accept-language': 'en-US,en;q=0.9,de;q=0.8',
  'sec-ch-ua': '"Google Chrome";v="147", "Chromium";v="147", "Not A(Brand";v="24"',
  'sec-ch-ua-mobile': '?0',
  'sec-ch-ua-platform': '"Windows"',
  'sec-fetch-dest': 'empty',
  'sec-fetch-mode': 'cors',
  'sec-fetch-site': 'cross-site',
  'user-agent':
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36',
};

/** Returns the size of the request line and the headers that a browser sends for this request, bytes. */
export const headBytes = ({ url, headers }: PlayerRequest): number => {
  const sent = { ...BROWSER_HEADERS, host: url.host, referer: `${headers['origin']}/`, ...headers };
  const lines = Object.entries(sent).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.byteLength(`GET ${url.pathname}${url.search} HTTP/1.1\r\n${lines.join('')}`);
};
