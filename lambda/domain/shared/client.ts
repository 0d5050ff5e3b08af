/** Where a request came from, as the gateway saw it; header values are cut to a bounded length by the parser. */
export interface Client {
  readonly sourceIp: string;
  readonly userAgent: string;
}
