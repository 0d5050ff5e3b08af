/** How Twilio encrypted a recording, as in its callback and in the Recording resource. The text is not checked. */
export interface EncryptionDetails {
  /** `CR…`: the account's public key that wrapped the content key. */
  readonly publicKeySid: string;
  /** Base64: the content key, wrapped with RSAES-OAEP (SHA-256, MGF1-SHA-256). */
  readonly encryptedCek: string;
  /** Base64: the initialization vector. */
  readonly iv: string;
}
