/** The origin of a request, as the gateway saw it. The parser limits the length of header values. */
export interface Client {
  readonly sourceIp: string;
  readonly userAgent: string;
}
