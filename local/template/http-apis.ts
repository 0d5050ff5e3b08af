import { z } from 'zod';
import { LOCAL_REGION } from './local-account.ts';
import { TemplateError } from './template-error.ts';
import type { TemplateReader } from './template-reader.ts';

const ApiProperties = z.object({
  CorsConfiguration: z
    // Strict: the local stack supports neither ExposeHeaders nor AllowCredentials.
    .strictObject({
      AllowOrigins: z.array(z.string().regex(/^[^*]*$/, 'the local stack supports no wildcard origins')).default([]),
      AllowMethods: z.array(z.string()).default([]),
      AllowHeaders: z.array(z.string()).default([]),
      MaxAge: z.coerce.number().optional(),
    })
    .optional(),
});
const IntegrationProperties = z.object({
  ApiId: z.string(),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0', 'the local stack supports payload format 2.0 only'),
  TimeoutInMillis: z.coerce.number().default(30_000),
});
const RouteProperties = z.object({
  ApiId: z.string(),
  RouteKey: z
    .string()
    .regex(/^(?!ANY )[A-Z]+ \/[^{}]*$/, 'the local stack supports routes of one method and a literal path'),
  Target: z.string().optional(),
});
const StageProperties = z.object({
  ApiId: z.string(),
  StageName: z.string(),
  DefaultRouteSettings: z
    .object({ ThrottlingRateLimit: z.coerce.number().optional(), ThrottlingBurstLimit: z.coerce.number().optional() })
    .optional(),
});

/** The gateway's CORS configuration. The gateway answers preflights itself and ignores CORS headers of functions. */
export interface HttpApiCors {
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  /** Lower case. */
  readonly allowHeaders: readonly string[];
  readonly maxAgeSeconds?: number;
}

export interface HttpApiRoute {
  /** Method and literal path, such as `GET /sec_rec`. */
  readonly routeKey: string;
  readonly functionLogicalId: string;
  readonly timeoutMs: number;
}

/** An HTTP API (API Gateway v2) of the template. */
export interface HttpApiDefinition {
  readonly logicalId: string;
  readonly apiId: string;
  /** The address that a deployment would have. */
  readonly deployedUrl: string;
  readonly stageName: string;
  readonly routes: readonly HttpApiRoute[];
  readonly cors?: HttpApiCors;
  readonly throttle?: { readonly ratePerSecond?: number; readonly burst?: number };
}

/** Reads all HTTP APIs of the template, each with its routes to functions. */
export const readHttpApis = (reader: TemplateReader): HttpApiDefinition[] => {
  const functions = reader.resources('AWS::Lambda::Function', z.unknown());
  const integrations = reader.resources('AWS::ApiGatewayV2::Integration', IntegrationProperties);
  const routes = reader.resources('AWS::ApiGatewayV2::Route', RouteProperties);
  const stages = reader.resources('AWS::ApiGatewayV2::Stage', StageProperties);

  return reader.resources('AWS::ApiGatewayV2::Api', ApiProperties).map(({ logicalId, ref: apiId, properties }) => {
    const stage = stages.find(({ properties }) => properties.ApiId === apiId)?.properties;
    const settings = stage?.DefaultRouteSettings;
    const cors = properties.CorsConfiguration;
    return {
      logicalId,
      apiId,
      deployedUrl: `https://${apiId}.execute-api.${LOCAL_REGION}.amazonaws.com`,
      stageName: stage?.StageName ?? '$default',
      routes: routes
        .filter(route => route.properties.ApiId === apiId)
        .map(({ properties: route, where }) => {
          const integration = integrations.find(({ ref }) => route.Target === `integrations/${ref}`)?.properties;
          // The integration contains the function's ARN, with or without the gateway's invocation path around it.
          const target = functions.find(({ arn }) => integration?.IntegrationUri.split('/').includes(arn));
          if (!integration || !target)
            throw new TemplateError(where, `route "${route.RouteKey}" has no function as its target`);
          return {
            routeKey: route.RouteKey,
            functionLogicalId: target.logicalId,
            timeoutMs: integration.TimeoutInMillis,
          };
        }),
      ...(cors && {
        cors: {
          allowOrigins: cors.AllowOrigins,
          allowMethods: cors.AllowMethods,
          allowHeaders: cors.AllowHeaders.map(header => header.toLowerCase()),
          ...(cors.MaxAge !== undefined && { maxAgeSeconds: cors.MaxAge }),
        },
      }),
      ...(settings && {
        throttle: {
          ...(settings.ThrottlingRateLimit !== undefined && { ratePerSecond: settings.ThrottlingRateLimit }),
          ...(settings.ThrottlingBurstLimit !== undefined && { burst: settings.ThrottlingBurstLimit }),
        },
      }),
    };
  });
};
