import type { Expr } from '@cedar-policy/cedar-wasm/nodejs';
import type { Construct, Part } from '../../lambda/domain/policy/expression.ts';

/** An operation in a policy's JSON form: its operator, and its operands by name. */
export type Operation<Name extends Construct> = {
  readonly [N in Name]: { readonly operator: N; readonly operands: Part<N> };
}[Name];

/**
 * Yields every operation inside an expression that has one of the operators with all of its operands, in the order of
 * the text. The operands are compared because a record literal may have a member with the name of an operator; the
 * value of such a member is an expression and does not have these operands.
 */
export function* operations<Name extends Construct>(
  form: Expr,
  operators: Readonly<Record<Name, readonly string[]>>,
): Generator<Operation<Name>> {
  for (const [operator, operands] of operationsBelow(form, operators)) {
    yield { operator, operands } as unknown as Operation<Name>;
  }
}

function* operationsBelow(
  form: unknown,
  operators: Readonly<Record<string, readonly string[]>>,
): Generator<[operator: string, operands: object]> {
  if (!isObject(form)) return;
  for (const [operator, operands] of Object.entries(form)) {
    yield* operationsBelow(operands, operators);
    const names = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
    if (names && isObject(operands) && names.every(name => name in operands)) yield [operator, operands];
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
