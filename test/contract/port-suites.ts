/**
 * The contract suite of each port, by the port's name. A port is an exported interface with methods below `lambda/domain` or
 * `lambda/adapters`. A suite runs against every implementation: the adapters, and the fakes in `test/fakes`.
 */
export const PORT_SUITES: Readonly<Record<string, string>> = {
  ArchiveReader: 'audit-archive.test.ts',
  ArrivalCatalog: 'recording-catalog.test.ts',
  AuditArchive: 'audit-archive.test.ts',
  AuditLog: 'audit-log.test.ts',
  AuditTrail: 'audit-trail.test.ts',
  Authorizer: 'authorizer.test.ts',
  CallbackVerifier: 'callback-verifier.test.ts',
  CatalogWriter: 'catalog-writer.test.ts',
  ComparableTrail: 'audit-trail.test.ts',
  DigestSigner: 'digest-signer.test.ts',
  KeyUnwrapper: 'key-unwrapper.test.ts',
  LinkIssuer: 'link-issuer.test.ts',
  LinkLeases: 'link-leases.test.ts',
  LinkRevocation: 'link-revocation.test.ts',
  ListableArchive: 'audit-archive.test.ts',
  MediaSource: 'media-source.test.ts',
  QueryableTrail: 'queryable-trail.test.ts',
  RecordingCatalog: 'recording-catalog.test.ts',
  RecordingGroups: 'recording-groups.test.ts',
  RecordingStore: 'recording-store.test.ts',
  Tasks: 'twilio-tasks.test.ts',
  TokenValidator: 'token-validator.test.ts',
  TwilioCredentialsSource: 'twilio-credentials-source.test.ts',
  UpdateQueue: 'update-queue.test.ts',
  VerificationNotes: 'verification-notes.test.ts',
  // Calls of AWS, which the SDK's clients and our own signed requests implement.
  AnswerReader: 'aws-answers.test.ts',
  DynamoDbItems: 'aws-signatures.test.ts',
  DynamoDbReads: 'recording-groups.test.ts',
  KmsDecryption: 'aws-signatures.test.ts',
  S3Objects: 'aws-signatures.test.ts',
  SecretValues: 'aws-signatures.test.ts',
  SqsQueues: 'aws-signatures.test.ts',
};
