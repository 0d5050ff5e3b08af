import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type FunctionConfig, PlaybackFunction } from '../functions/playback-function.ts';

/** The function that writes the facts of queued callbacks to the catalog. The stack grants its permissions. */
export class CatalogWriter extends PlaybackFunction {
  constructor(scope: Construct, id: string, config: FunctionConfig) {
    super(scope, id, {
      name: 'catalog-writer',
      description: 'Writes the facts of queued callbacks to the catalog',
      // Two attempts of each write end before that; all writes of a batch run at the same time.
      timeout: Duration.seconds(15),
      config,
    });
  }
}
