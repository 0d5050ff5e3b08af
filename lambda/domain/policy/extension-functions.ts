import { datetime, datetimeOf, duration, durationOf, toDate, toTime } from './date-time.ts';
import { ip, isInRange, isLoopback, isMulticast } from './ip-range.ts';
import { text } from './type-checks.ts';
import { type Datetime, type Duration, EvaluationError, type IpRange, type Value } from './value.ts';

/** A function of Cedar's extension types. It checks the types of its arguments first. `arity` includes the receiver. */
export interface ExtensionFunction {
  readonly arity: number;
  readonly apply: (left: Value, right: Value) => Value;
}

type Kind = { ipaddr: IpRange; datetime: Datetime; duration: Duration };

const tagged = <K extends keyof Kind>(kind: K, value: Value): Kind[K] => {
  if (typeof value === 'object' && 'kind' in value && value.kind === kind) return value as Kind[K];
  throw new EvaluationError(`expected ${kind}`);
};

const construct = (make: (source: string) => Value): ExtensionFunction => ({
  arity: 1,
  apply: argument => make(text(argument)),
});
const method = <K extends keyof Kind>(kind: K, work: (self: Kind[K]) => Value): ExtensionFunction => ({
  arity: 1,
  apply: self => work(tagged(kind, self)),
});
const methodWith = <K extends keyof Kind, A extends keyof Kind>(
  [kind, argumentKind]: [K, A],
  work: (self: Kind[K], argument: Kind[A]) => Value,
): ExtensionFunction => ({
  arity: 2,
  apply: (self, argument) => work(tagged(kind, self), tagged(argumentKind, argument)),
});

/**
 * Every extension function that policies may use, by its name in Cedar. `decimal` is not supported, since no fact is a
 * decimal; the policy compiler rejects it by name.
 */
export const extensionFunctions: ReadonlyMap<string, ExtensionFunction> = new Map([
  ['ip', construct(ip)],
  ['isIpv4', method('ipaddr', ({ bits }) => bits === 32)],
  ['isIpv6', method('ipaddr', ({ bits }) => bits === 128)],
  ['isLoopback', method('ipaddr', isLoopback)],
  ['isMulticast', method('ipaddr', isMulticast)],
  ['isInRange', methodWith(['ipaddr', 'ipaddr'], isInRange)],
  ['datetime', construct(datetime)],
  ['duration', construct(duration)],
  ['offset', methodWith(['datetime', 'duration'], (start, span) => datetimeOf(start.key + span.key))],
  ['durationSince', methodWith(['datetime', 'datetime'], (end, start) => durationOf(end.key - start.key))],
  ['toDate', method('datetime', toDate)],
  ['toTime', method('datetime', toTime)],
  ['toMilliseconds', method('duration', ({ key }) => key)],
  ['toSeconds', method('duration', ({ key }) => key / 1_000n)],
  ['toMinutes', method('duration', ({ key }) => key / 60_000n)],
  ['toHours', method('duration', ({ key }) => key / 3_600_000n)],
  ['toDays', method('duration', ({ key }) => key / 86_400_000n)],
]);
