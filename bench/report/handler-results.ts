import type { ColdStart } from '../cold-start/cold-start.ts';
import type { HandlerResult } from '../results.ts';
import type { FirstAnswer } from '../runs/messages.ts';
import type { VariantName } from '../variants/variant.ts';
import type { WarmCpu } from '../warm-cpu/warm-cpu.ts';
import { pairedRatio, type Spread, spreadOf } from './statistics.ts';

/** Returns the results of each variant, with ratios to the other variants in the same rounds. */
export const handlerResults = (colds: readonly ColdStart[], warms: readonly WarmCpu[]): HandlerResult[] =>
  colds.map(cold => {
    const { variant, node, transport, answers } = cold;
    const alike = (other: { node: string; transport: string }) => other.node === node && other.transport === transport;
    const answersOf = (name: VariantName) => colds.find(other => alike(other) && other.variant === name)?.answers;
    const warmOf = (name: VariantName) => warms.find(other => alike(other) && other.variant === name)?.cpuMs;
    const series = (of: readonly FirstAnswer[], member: keyof FirstAnswer) => of.map(answer => answer[member]);
    const toOther = (name: VariantName, member: keyof FirstAnswer): Spread | undefined => {
      const others = answersOf(name);
      return others && pairedRatio(series(answers, member), series(others, member));
    };
    const spread = (member: keyof FirstAnswer) => spreadOf(series(answers, member));
    const floor = answersOf('floor');
    const warm = warmOf(variant) ?? [];
    const straightforward = warmOf('straightforward');
    return {
      variant,
      node,
      transport,
      initMs: spread('initMs'),
      initAndAnswerMs: spread('initAndAnswerMs'),
      cpuToAnswerMs: spread('cpuMs'),
      processMs: spread('processMs'),
      rssMb: spread('rssMb'),
      toFloor: toOther('floor', 'initAndAnswerMs'),
      toPeer: toOther('peer-unbundled', 'initAndAnswerMs'),
      cpuToAnswerToFloor: toOther('floor', 'cpuMs'),
      rssAboveFloorMb:
        floor && spreadOf(answers.map((answer, round) => answer.rssMb - (floor[round]?.rssMb ?? Number.NaN))),
      warmCpuMs: spreadOf(warm),
      warmCpuToStraightforward: straightforward && pairedRatio(warm, straightforward),
    };
  });
