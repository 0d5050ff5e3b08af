// The exports of @smithy/core/endpoints that the functions use. Replaces its index file (see bundle-options.ts), which also
// connects clients to the shared configuration files and loads node:fs/promises and node:os for that.
export { isValidHostLabel, toEndpointV1 } from '@smithy/core/transport';
export { BinaryDecisionDiagram } from '../../../node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/bdd/BinaryDecisionDiagram.js';
export { EndpointCache } from '../../../node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/cache/EndpointCache.js';
export { decideEndpoint } from '../../../node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/decideEndpoint.js';
export { isIpAddress } from '../../../node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/lib/isIpAddress.js';
export { resolveEndpoint } from '../../../node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/resolveEndpoint.js';
export { EndpointError } from '../../../node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/types/index.js';
export { customEndpointFunctions } from '../../../node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/utils/customEndpointFunctions.js';
