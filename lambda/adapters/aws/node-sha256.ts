import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';

type Bytes = string | ArrayBuffer | ArrayBufferView;

const bytesOf = (data: Bytes): string | Uint8Array => {
  if (typeof data === 'string') return data;
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
};

/**
 * SHA-256 and HMAC-SHA-256 of Node, with the interface that the SDK's signer expects. The SDK's own class does the same, but
 * it copies each hash before reading it, and adds an implementation in JavaScript to the bundle.
 */
export class NodeSha256 {
  private hash: Hash | Hmac;
  private readonly secret: Bytes | undefined;

  constructor(secret?: Bytes) {
    this.secret = secret;
    this.hash = this.newHash();
  }

  update(data: Bytes): void {
    this.hash.update(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }

  reset(): void {
    this.hash = this.newHash();
  }

  private newHash(): Hash | Hmac {
    return this.secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(this.secret));
  }
}
