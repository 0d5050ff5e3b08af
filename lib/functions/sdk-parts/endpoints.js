// The exports of @smithy/core/endpoints that the functions use. Replaces its index file (see bundle-options.ts), which also
// connects clients to the shared configuration files and loads node:fs/promises and node:os for that.
export { isIpAddress } from '../../../node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/lib/isIpAddress.js';
export { isValidHostLabel } from '../../../node_modules/@smithy/core/dist-es/submodules/transport/isValidHostLabel.js';
