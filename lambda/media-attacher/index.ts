import { mediaAttacherDependencies } from './dependencies.ts';
import { mediaAttacherHandler } from './handler.ts';

/** The deployed function. Clients are built once per execution environment. */
export const handler = mediaAttacherHandler(mediaAttacherDependencies());
