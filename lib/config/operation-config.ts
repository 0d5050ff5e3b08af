/** Where the alarms about misuse and latency go off, counted over five minutes. */
export interface AlarmThresholds {
  /** Denied requests of identified users. Default: 50. */
  readonly denials: number;
  /** Requests without a valid Flex token. Default: 100. */
  readonly unauthenticated: number;
  /** Latency of the API at the 95th percentile, milliseconds, for fifteen minutes. Default: 3000. */
  readonly latencyMs: number;
}

/** How a deployment is watched and reached. */
export interface OperationConfig {
  /** Address that receives the alarms by e-mail. Default: none; the alarms exist nevertheless. */
  readonly alarmEmail?: string | undefined;

  /** ARN of an SNS topic of the company that receives the alarms, in the stack's region. Default: none. */
  readonly alarmTopicArn?: string | undefined;

  /** Where the alarms about misuse and latency go off. */
  readonly alarmThresholds: AlarmThresholds;

  /**
   * The page on which the company publishes docs/operations.md: alarms link to it, with the runbook as the fragment. Default:
   * none; alarms link to the dashboard, which shows the runbooks.
   */
  readonly runbookUrl?: string | undefined;

  /** Whether there is a CloudWatch dashboard, named after the stack and its region. Default: true. */
  readonly dashboard: boolean;

  /**
   * Whether X-Ray records the functions' invocations. Default: false. The media API is never traced, because a trace would
   * contain its paths, which are links.
   */
  readonly tracing: boolean;

  /** Domain of the company for the API, such as `playback.example.com`. Default: none; the API has an address of AWS. */
  readonly domainName?: string | undefined;

  /** ARN of the domain's certificate in ACM, in the stack's region. Required with `domainName`. */
  readonly certificateArn?: string | undefined;

  /** ARN of a regional web ACL of AWS WAF for the media API. Default: none. AWS WAF does not support HTTP APIs. */
  readonly webAclArn?: string | undefined;
}
