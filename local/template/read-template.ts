import { type AlarmDefinition, readAlarms } from './alarms/alarms.ts';
import { readTopics, type TopicDefinition } from './alarms/topics.ts';
import { readBuckets, type TemplateBucket } from './buckets.ts';
import { type CustomResourceDefinition, readCustomResources } from './events/custom-resources.ts';
import { type EventRuleDefinition, readEventRules } from './events/event-rules.ts';
import { type EventSourceMappingDefinition, readEventSourceMappings } from './events/event-source-mappings.ts';
import { type QueueDefinition, readQueues } from './events/queues.ts';
import { readSchedules, type ScheduleDefinition } from './events/schedules.ts';
import { type FunctionDefinition, readFunctions } from './functions.ts';
import { type HttpApiDefinition, readHttpApis } from './http-apis.ts';
import { readKmsKeys, type TemplateKey } from './kms-keys.ts';
import type { CloudFormationTemplate } from './resolver.ts';
import { type RestApiDefinition, readRestApis } from './rest-apis.ts';
import { type PersonDefinition, type RoleDefinition, readPeople, readRoles } from './roles.ts';
import { readTables, type TableDefinition } from './tables.ts';
import { createTemplateReader } from './template-reader.ts';

/** What the local stack runs, as the synthesized template describes it. All names and ARNs are resolved. */
export interface LocalTemplate {
  readonly tables: readonly TableDefinition[];
  readonly buckets: readonly TemplateBucket[];
  readonly roles: readonly RoleDefinition[];
  readonly people: readonly PersonDefinition[];
  readonly functions: readonly FunctionDefinition[];
  readonly httpApis: readonly HttpApiDefinition[];
  readonly restApis: readonly RestApiDefinition[];
  readonly kmsKeys: readonly TemplateKey[];
  readonly schedules: readonly ScheduleDefinition[];
  readonly queues: readonly QueueDefinition[];
  readonly eventSourceMappings: readonly EventSourceMappingDefinition[];
  readonly eventRules: readonly EventRuleDefinition[];
  readonly alarms: readonly AlarmDefinition[];
  readonly topics: readonly TopicDefinition[];
  readonly customResources: readonly CustomResourceDefinition[];
  /** Names of the outputs. */
  readonly outputNames: readonly string[];
  /** The resolved value of one output; undefined when the template has no such output. */
  readonly output: (name: string) => unknown;
}

/**
 * Reads a synthesized template.
 *
 * `outdir` is cdk.out, and the stack's files there are named after `stackName`. Throws `TemplateError`, which names the
 * place, for anything that is not supported.
 */
export const readTemplate = (options: {
  readonly template: CloudFormationTemplate;
  readonly outdir: string;
  readonly stackName: string;
}): LocalTemplate => {
  const reader = createTemplateReader(options);
  const functions = readFunctions(reader, options);
  const queues = readQueues(reader);
  return {
    tables: readTables(reader),
    buckets: readBuckets(reader),
    roles: readRoles(reader),
    people: readPeople(reader),
    functions,
    httpApis: readHttpApis(reader),
    restApis: readRestApis(reader),
    kmsKeys: readKmsKeys(reader),
    schedules: readSchedules(reader),
    queues,
    eventSourceMappings: readEventSourceMappings(reader, { queues, functions }),
    eventRules: readEventRules(reader),
    alarms: readAlarms(reader),
    topics: readTopics(reader),
    customResources: readCustomResources(reader),
    outputNames: Object.keys(options.template.Outputs ?? {}),
    output: name => reader.resolver.resolve(options.template.Outputs?.[name]?.Value, `Outputs.${name}.Value`),
  };
};
