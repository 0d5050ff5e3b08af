import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { TemplateError } from './template-error.ts';
import type { TemplateReader } from './template-reader.ts';

const FunctionProperties = z.object({
  Code: z.object({ S3Key: z.string().optional() }),
  Handler: z.string().optional(),
  Role: z.string(),
  Timeout: z.coerce.number().default(3),
  MemorySize: z.coerce.number().default(128),
  ReservedConcurrentExecutions: z.coerce.number().optional(),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()).optional() }).optional(),
});

const AssetManifest = z.object({
  files: z
    .record(
      z.string(),
      z.object({
        source: z.object({ path: z.string().optional() }),
        destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
      }),
    )
    .default({}),
});

/** Of all variables together, written as JSON: Lambda quotes them so when it refuses them. */
const MAX_ENVIRONMENT_BYTES = 4_096;

/** A Lambda function of the template, with everything that is needed to run it. */
export interface FunctionDefinition {
  readonly logicalId: string;
  readonly functionName: string;
  readonly arn: string;
  /** The template's variables, resolved, without those that the Lambda runtime adds. */
  readonly environment: Readonly<Record<string, string>>;
  /** The folder with the bundle; absent when the code is inline in the template. */
  readonly assetDir?: string;
  /** Such as `index.handler`. */
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** The most executions at a time; absent: as many as the account has. */
  readonly reservedConcurrency?: number;
  readonly roleLogicalId: string;
}

/** Reads all functions of the template. `outdir` is the folder with the stack's `.assets.json` (cdk.out). */
export const readFunctions = (
  reader: TemplateReader,
  options: { readonly outdir: string; readonly stackName: string },
): FunctionDefinition[] => {
  const roleByArn = new Map(reader.resources('AWS::IAM::Role', z.unknown()).map(role => [role.arn, role.logicalId]));
  const found = reader.resources('AWS::Lambda::Function', FunctionProperties);
  const assetDirs = found.some(({ properties }) => properties.Code.S3Key)
    ? readAssetDirs(options)
    : new Map<string, string>();

  return found.map(({ logicalId, ref, arn, where, properties }) => {
    const roleLogicalId = roleByArn.get(properties.Role);
    const environment = properties.Environment?.Variables ?? {};
    const environmentBytes = Buffer.byteLength(JSON.stringify(environment));
    if (environmentBytes > MAX_ENVIRONMENT_BYTES) {
      const tooLarge = `${environmentBytes} bytes are more than Lambda's limit of ${MAX_ENVIRONMENT_BYTES}`;
      throw new TemplateError(`${where}.Environment`, tooLarge);
    }
    if (!roleLogicalId) throw new TemplateError(`${where}.Role`, `the template has no role ${properties.Role}`);
    const assetKey = properties.Code.S3Key;
    const assetDir = assetKey && assetDirs.get(assetKey);
    if (assetKey && !assetDir) throw new TemplateError(`${where}.Code`, `the asset manifest has no file ${assetKey}`);
    return {
      logicalId,
      functionName: ref,
      arn,
      environment,
      ...(assetDir && { assetDir }),
      handler: properties.Handler ?? 'index.handler',
      timeoutSeconds: properties.Timeout,
      memoryMb: properties.MemorySize,
      ...(properties.ReservedConcurrentExecutions !== undefined && {
        reservedConcurrency: properties.ReservedConcurrentExecutions,
      }),
      roleLogicalId,
    };
  });
};

/** Reads the asset manifest. Returns the asset's folder in the output directory by its object key. */
const readAssetDirs = ({ outdir, stackName }: { outdir: string; stackName: string }): Map<string, string> => {
  const manifest = AssetManifest.parse(JSON.parse(readFileSync(join(outdir, `${stackName}.assets.json`), 'utf8')));
  return new Map(
    Object.values(manifest.files).flatMap(({ source, destinations }) =>
      source.path === undefined
        ? []
        : Object.values(destinations).map(({ objectKey }) => [objectKey, join(outdir, source.path ?? '')] as const),
    ),
  );
};
