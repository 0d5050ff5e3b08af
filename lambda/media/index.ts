import { mediaDependencies } from './dependencies.ts';
import { mediaHandler } from './handler.ts';
import type { MediaEvent } from './parse-media-event.ts';
import { type StreamingRuntime, streamingHandler } from './streaming-runtime.ts';

/** A global variable of Lambda's runtime. */
declare const awslambda: StreamingRuntime<MediaEvent>;

/** The Lambda entry point. */
export const handler = streamingHandler(awslambda, mediaHandler(mediaDependencies()));
