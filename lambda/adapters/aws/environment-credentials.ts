/**
 * Takes the place of the SDK's default credential chain in the bundles: a Lambda function's credentials are in its
 * environment, so the chain's other links (SSO, process, INI files, instance metadata …) are code that could only slow
 * the start. See lib/functions/bundle-options.ts.
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
