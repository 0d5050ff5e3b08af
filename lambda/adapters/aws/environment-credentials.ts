/**
 * Replaces the SDK's default credential chain in the bundles. The credentials of a Lambda function are in its environment,
 * so the other sources of the chain (SSO, process, INI files, instance metadata …) would only make the start slower.
 * See lib/functions/bundle-options.ts.
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
