import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import { s3ListableArchive } from '../../../lambda/adapters/s3/s3-listable-archive.ts';
import type { ListableArchive } from '../../../lambda/domain/audit/verify/ports.ts';
import { awsClients } from '../../deployment/aws-clients.ts';
import { type DeploymentOptions, readStackOutput, type StackOutput } from '../../deployment/stack-outputs.ts';
import { isAboutCredentials } from './desk-problem.ts';

/** The deployment whose trail the desk shows. */
export interface DeskDeployment extends DeploymentOptions {
  /** These three replace outputs of the stack. */
  readonly table?: string | undefined;
  readonly recordingsTable?: string | undefined;
  readonly archive?: string | undefined;
  /** The folder of the policy files. */
  readonly policies: string;
}

/** A table, and the client that reads it. */
export interface TableSource {
  readonly client: DynamoDB;
  readonly table: string;
}

/** What the desk reads. Everything is opened at the first use, so the desk also starts without credentials. */
export interface DeskSources {
  readonly trail: () => Promise<TableSource>;
  readonly catalog: () => Promise<TableSource>;
  readonly archive: () => Promise<ListableArchive>;
  /** Forgets clients and names after an error about credentials: the next use reads the credentials again. */
  readonly forgetAfter: (error: unknown) => void;
}

export const openSources = (deployment: DeskDeployment): DeskSources => {
  let opened = open(deployment);
  return {
    trail: async () => ({
      client: opened.dynamoDb(),
      table: deployment.table ?? (await opened.output('AuditTableName')),
    }),
    catalog: async () => ({
      client: opened.dynamoDb(),
      table: deployment.recordingsTable ?? (await opened.output('RecordingsTableName')),
    }),
    archive: async () =>
      s3ListableArchive({
        client: opened.s3(),
        bucket: deployment.archive ?? (await opened.output('AuditArchiveBucketName')),
      }),
    forgetAfter: error => {
      if (isAboutCredentials(error)) opened = open(deployment);
    },
  };
};

const open = (deployment: DeskDeployment) => {
  const clients = awsClients(deployment);
  const names = new Map<StackOutput, Promise<string>>();
  return {
    dynamoDb: once(clients.dynamoDb),
    s3: once(clients.s3),
    output: (name: StackOutput): Promise<string> => {
      const known = names.get(name);
      if (known) return known;
      const asked = readStackOutput(deployment, name);
      names.set(name, asked);
      asked.catch(() => names.delete(name));
      return asked;
    },
  };
};

const once = <T>(create: () => T): (() => T) => {
  let created: T | undefined;
  return () => {
    created ??= create();
    return created;
  };
};
