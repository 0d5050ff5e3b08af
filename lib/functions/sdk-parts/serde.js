// The exports of @smithy/core/serde that the functions use. Replaces its index file (see bundle-options.ts), which also reads
// `getRandomValues` from node:crypto and thereby loads Web Crypto.
import { randomUUID } from 'node:crypto';

export { hasOwn } from '@smithy/core/transport';
export { concatBytes } from '../../../node_modules/@smithy/core/dist-es/submodules/serde/concatBytes.js';
export { copyDocumentWithTransform } from '../../../node_modules/@smithy/core/dist-es/submodules/serde/copyDocumentWithTransform.js';
export * from '../../../node_modules/@smithy/core/dist-es/submodules/serde/date-utils.js';
export { Hash } from '../../../node_modules/@smithy/core/dist-es/submodules/serde/hash-node/hash-node.js';
export { isArrayBuffer } from '../../../node_modules/@smithy/core/dist-es/submodules/serde/is-array-buffer/is-array-buffer.js';
export { LazyJsonString } from '../../../node_modules/@smithy/core/dist-es/submodules/serde/lazy-json.js';
export { deserializerMiddleware } from '../../../node_modules/@smithy/core/dist-es/submodules/serde/middleware-serde/deserializerMiddleware.js';
export * from '../../../node_modules/@smithy/core/dist-es/submodules/serde/middleware-serde/serdePlugin.js';
export { serializerMiddleware } from '../../../node_modules/@smithy/core/dist-es/submodules/serde/middleware-serde/serializerMiddleware.js';
export * from '../../../node_modules/@smithy/core/dist-es/submodules/serde/parse-utils.js';
export { quoteHeader } from '../../../node_modules/@smithy/core/dist-es/submodules/serde/quote-header.js';
export * from '../../../node_modules/@smithy/core/dist-es/submodules/serde/schema-serde-lib/schema-date-utils.js';
export { splitEvery } from '../../../node_modules/@smithy/core/dist-es/submodules/serde/split-every.js';
export { splitHeader } from '../../../node_modules/@smithy/core/dist-es/submodules/serde/split-header.js';
export { fromBase64 } from '../../../node_modules/@smithy/core/dist-es/submodules/serde/util-base64/fromBase64.js';
export { toBase64 } from '../../../node_modules/@smithy/core/dist-es/submodules/serde/util-base64/toBase64.js';
export { calculateBodyLength } from '../../../node_modules/@smithy/core/dist-es/submodules/serde/util-body-length/calculateBodyLength.js';
export * from '../../../node_modules/@smithy/core/dist-es/submodules/serde/util-buffer-from/buffer-from.js';
export * from '../../../node_modules/@smithy/core/dist-es/submodules/serde/util-hex-encoding/hex-encoding.js';
export { ChecksumStream } from '../../../node_modules/@smithy/core/dist-es/submodules/serde/util-stream/checksum/ChecksumStream.js';
export { createChecksumStream } from '../../../node_modules/@smithy/core/dist-es/submodules/serde/util-stream/checksum/createChecksumStream.js';
export { createBufferedReadable } from '../../../node_modules/@smithy/core/dist-es/submodules/serde/util-stream/createBufferedReadable.js';
export { getAwsChunkedEncodingStream } from '../../../node_modules/@smithy/core/dist-es/submodules/serde/util-stream/getAwsChunkedEncodingStream.js';
export { headStream } from '../../../node_modules/@smithy/core/dist-es/submodules/serde/util-stream/headStream.js';
export { sdkStreamMixin } from '../../../node_modules/@smithy/core/dist-es/submodules/serde/util-stream/sdk-stream-mixin.js';
export { splitStream } from '../../../node_modules/@smithy/core/dist-es/submodules/serde/util-stream/splitStream.js';
export { streamCollector } from '../../../node_modules/@smithy/core/dist-es/submodules/serde/util-stream/stream-collector.js';
export * from '../../../node_modules/@smithy/core/dist-es/submodules/serde/util-stream/stream-type-check.js';
export { fromUtf8 } from '../../../node_modules/@smithy/core/dist-es/submodules/serde/util-utf8/fromUtf8.js';
export { toUint8Array } from '../../../node_modules/@smithy/core/dist-es/submodules/serde/util-utf8/toUint8Array.js';
export { toUtf8 } from '../../../node_modules/@smithy/core/dist-es/submodules/serde/util-utf8/toUtf8.js';
export { NumericValue, nv } from '../../../node_modules/@smithy/core/dist-es/submodules/serde/value/NumericValue.js';
export { writeKey } from '../../../node_modules/@smithy/core/dist-es/submodules/serde/writeKey.js';
export { randomUUID as generateIdempotencyToken, randomUUID as v4 };

// Only clients need this.
export const Uint8ArrayBlobAdapter = undefined;
