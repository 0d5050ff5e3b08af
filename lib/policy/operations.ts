import type { Expr } from '@cedar-policy/cedar-wasm/nodejs';
import type { Construct, Part } from '../../lambda/domain/policy/expression.ts';

/** An operation in a policy's JSON form: its operator, and the operands under their names. */
export type Operation<Name extends Construct> = {
  readonly [N in Name]: { readonly operator: N; readonly operands: Part<N> };
}[Name];

/**
 * Every operation below an expression that has all of these operands, in the order of the text. Operands are asked for
 * because a record literal may have a member that is called like an operator; that is an expression, which has none.
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
