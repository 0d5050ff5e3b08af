import { z } from 'zod';
import { LOCAL_REGION } from './local-account.ts';
import { TemplateError } from './template-error.ts';
import type { ReadResource, TemplateReader } from './template-reader.ts';

const ResourceProperties = z.object({ RestApiId: z.string(), ParentId: z.string(), PathPart: z.string() });
const MethodProperties = z.object({
  RestApiId: z.string(),
  ResourceId: z.string(),
  HttpMethod: z.string(),
  Integration: z.object({
    Type: z.string(),
    Uri: z.string().optional(),
    ResponseTransferMode: z.enum(['BUFFERED', 'STREAM']).default('BUFFERED'),
  }),
});
const StageProperties = z.object({
  RestApiId: z.string(),
  StageName: z.string(),
  MethodSettings: z
    .array(
      z.object({
        ThrottlingRateLimit: z.coerce.number().optional(),
        ThrottlingBurstLimit: z.coerce.number().optional(),
      }),
    )
    .default([]),
});
const GatewayResponseProperties = z.object({
  RestApiId: z.string(),
  ResponseType: z.string(),
  ResponseParameters: z.record(z.string(), z.string()).default({}),
});

/** A method of a REST API whose response is streamed from a function. */
export interface RestMethod {
  readonly method: string;
  /** Such as `/media/{token}`. */
  readonly resourcePath: string;
  readonly functionLogicalId: string;
}

/** A REST API of the template. */
export interface RestApiDefinition {
  readonly logicalId: string;
  readonly apiId: string;
  readonly stageName: string;
  /** The URL of the deployed stage, without a slash at the end. */
  readonly deployedUrl: string;
  readonly methods: readonly RestMethod[];
  readonly throttle?: { readonly ratePerSecond: number; readonly burst: number };
  /** By response type, such as `DEFAULT_4XX`: header → `'text'` or `method.request.header.name`. */
  readonly gatewayResponses: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const HEADER_PARAMETER = 'gatewayresponse.header.';

/**
 * Reads all REST APIs of the template. Throws `TemplateError` for a method whose response is not streamed from a
 * function.
 */
export const readRestApis = (reader: TemplateReader): RestApiDefinition[] => {
  const stages = reader.resources('AWS::ApiGateway::Stage', StageProperties);
  const responses = reader.resources('AWS::ApiGateway::GatewayResponse', GatewayResponseProperties);
  return reader.resources('AWS::ApiGateway::RestApi', z.unknown()).map(({ logicalId, ref: apiId, where }) => {
    const stage = stages.find(({ properties }) => properties.RestApiId === apiId)?.properties;
    if (!stage) throw new TemplateError(where, 'has no stage');
    const [settings] = stage.MethodSettings;
    return {
      logicalId,
      apiId,
      stageName: stage.StageName,
      deployedUrl: `https://${apiId}.execute-api.${LOCAL_REGION}.amazonaws.com/${stage.StageName}`,
      methods: methodsOf(reader, apiId),
      ...(settings?.ThrottlingRateLimit !== undefined &&
        settings.ThrottlingBurstLimit !== undefined && {
          throttle: { ratePerSecond: settings.ThrottlingRateLimit, burst: settings.ThrottlingBurstLimit },
        }),
      gatewayResponses: Object.fromEntries(
        responses
          .filter(({ properties }) => properties.RestApiId === apiId)
          .map(({ properties }) => [properties.ResponseType, headersOf(properties.ResponseParameters)]),
      ),
    };
  });
};

const methodsOf = (reader: TemplateReader, apiId: string): RestMethod[] => {
  const functions = reader.resources('AWS::Lambda::Function', z.unknown());
  const resources = reader.resources('AWS::ApiGateway::Resource', ResourceProperties);
  return reader
    .resources('AWS::ApiGateway::Method', MethodProperties)
    .filter(({ properties }) => properties.RestApiId === apiId)
    .map(({ properties: { HttpMethod, ResourceId, Integration }, where }) => {
      // The URI contains the function's ARN, with the gateway's invocation path around it.
      const target = functions.find(({ arn }) => Integration.Uri?.split('/').includes(arn));
      if (!target || Integration.Type !== 'AWS_PROXY' || Integration.ResponseTransferMode !== 'STREAM') {
        throw new TemplateError(where, `${HttpMethod}: only streamed proxy integrations with a function are supported`);
      }
      return { method: HttpMethod, resourcePath: pathOf(resources, ResourceId), functionLogicalId: target.logicalId };
    });
};

/** Builds the path of a resource from the path parts of the resource and its parents. */
const pathOf = (
  resources: readonly ReadResource<z.output<typeof ResourceProperties>>[],
  resourceId: string,
): string => {
  const resource = resources.find(({ ref }) => ref === resourceId)?.properties;
  return resource ? `${pathOf(resources, resource.ParentId)}/${resource.PathPart}` : '';
};

const headersOf = (parameters: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(parameters)
      .filter(([name]) => name.startsWith(HEADER_PARAMETER))
      .map(([name, value]) => [name.slice(HEADER_PARAMETER.length), value]),
  );
