import type { Form } from '../../lambda/domain/policy/expression.ts';

/** An operation in a policy's JSON form: its operator, and the operands under their names. */
export interface Operation {
  readonly operator: string;
  readonly operands: Form;
}

/**
 * Every operation below an expression that has all of these operands, in the order of the text. Operands are asked for
 * because a record literal may have a member that is called like an operator; that is an expression, which has none.
 */
export function* operations(form: Form, operators: Readonly<Record<string, readonly string[]>>): Generator<Operation> {
  if (typeof form !== 'object' || form === null) return;
  for (const [operator, operands] of Object.entries<Form>(form)) {
    yield* operations(operands, operators);
    const names = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
    if (names?.every(name => name in operands)) yield { operator, operands };
  }
}
