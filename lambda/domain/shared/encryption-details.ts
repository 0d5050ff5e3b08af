/** How Twilio encrypted a recording, as its callback and Recording resource say it; unchecked text. */
export interface EncryptionDetails {
  /** `CR…`: which of the account's public keys wrapped the content key. */
  readonly publicKeySid: string;
  /** Base64: the content key, wrapped with RSAES-OAEP (SHA-256, MGF1-SHA-256). */
  readonly encryptedCek: string;
  /** Base64: the initialization vector. */
  readonly iv: string;
}
