// The exports of @aws-sdk/core/client that the functions use. Replaces its index file (see bundle-options.ts), which also
// prepares what every client sends: user agents, retries, endpoints by rule sets.
export { isVirtualHostableS3Bucket } from '../../../node_modules/@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/isVirtualHostableS3Bucket.js';
export { partition } from '../../../node_modules/@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partition.js';
