import type { CedarValueJson, Expr, ExprNoExt } from '@cedar-policy/cedar-wasm/nodejs';
import { attribute, hasAttributes, isIn, type PolicyRequest } from './entity-access.ts';
import { extensionFunctions } from './extension-functions.ts';
import { likeMatcher } from './like-pattern.ts';
import { bool, entity, isLess, long, set, text } from './type-checks.ts';
import { contains, entityUid, equals, intersects, isSubset, long64, type Value } from './value.ts';

/** A compiled expression. Throws `EvaluationError` where Cedar has an evaluation error. */
export type Evaluate = (request: PolicyRequest) => Value;

/**
 * A construct that this evaluator does not support. The policy compiler reports it by name, so it is never deployed.
 */
export class UnsupportedConstruct extends Error {
  override name = 'UnsupportedConstruct';
}

/** Names of the engine's constructs, without function calls. */
export type Construct<E = ExprNoExt> = E extends unknown ? keyof E : never;
/** The content of a construct, in the engine's own types. */
export type Part<Name extends Construct, E = ExprNoExt> = E extends Readonly<Record<Name, infer P>> ? P : never;

/**
 * Compiles an expression of Cedar's JSON form (an object with one member, named after its construct) into a function.
 * This happens once at start, so a decision does not parse anything. Throws `UnsupportedConstruct`.
 */
export const compileExpression = (form: Expr): Evaluate => {
  const [name = '', part] = Object.entries<unknown>(form)[0] ?? [];
  const construct = constructs.get(name);
  if (construct) return construct(part);
  if (!Array.isArray(part)) throw new UnsupportedConstruct(name);
  return compileCall(name, part);
};

const unary =
  (work: (value: Value) => Value) =>
  ({ arg }: Part<'!'>): Evaluate => {
    const value = compileExpression(arg);
    return request => work(value(request));
  };

const binary =
  (work: (left: Value, right: Value, request: PolicyRequest) => Value) =>
  (form: Part<'=='>): Evaluate => {
    const left = compileExpression(form.left);
    const right = compileExpression(form.right);
    return request => work(left(request), right(request), request);
  };

/** Skips the right side when the left side decides: `true` decides `||`, `false` decides `&&`. */
const shortCircuit =
  (deciding: boolean) =>
  (form: Part<'&&'>): Evaluate => {
    const left = compileExpression(form.left);
    const right = compileExpression(form.right);
    return request => (bool(left(request)) === deciding ? deciding : bool(right(request)));
  };

const literal = (form: Part<'Value'>): Evaluate => {
  const value = literalValue(form);
  return () => value;
};

const literalValue = (form: CedarValueJson): Value => {
  if (typeof form === 'boolean' || typeof form === 'string') return form;
  if (typeof form === 'number') {
    if (Number.isSafeInteger(form)) return BigInt(form);
    // JSON parsers, including the engine's, round such numbers. The policy would then use another number than written.
    throw new UnsupportedConstruct(`an integer beyond ±${Number.MAX_SAFE_INTEGER}`);
  }
  if (isEntity(form)) return entityUid(form.__entity.type, form.__entity.id);
  throw new UnsupportedConstruct('a literal of this type');
};

const isEntity = (form: CedarValueJson): form is { __entity: { type: string; id: string } } =>
  typeof form === 'object' && form !== null && '__entity' in form;

const conditional = (form: Part<'if-then-else'>): Evaluate => {
  const test = compileExpression(form.if);
  const whenTrue = compileExpression(form.then);
  const whenFalse = compileExpression(form.else);
  return request => (bool(test(request)) ? whenTrue(request) : whenFalse(request));
};

const isOfType = (form: Part<'is'>): Evaluate => {
  const left = compileExpression(form.left);
  const container = form.in ? compileExpression(form.in) : undefined;
  return request => {
    const uid = entity(left(request));
    return uid.type === form.entity_type && (!container || isIn(uid, container(request), request));
  };
};

const access = (form: Part<'.'>): Evaluate => {
  const left = compileExpression(form.left);
  return request => attribute(left(request), form.attr, request);
};

const presence = (form: Part<'has'>): Evaluate => {
  const left = compileExpression(form.left);
  const path: readonly string[] = [form.attr].flat();
  return request => hasAttributes(left(request), path, request);
};

const like = (form: Part<'like'>): Evaluate => {
  const left = compileExpression(form.left);
  const matches = likeMatcher(form.pattern);
  return request => matches(text(left(request)));
};

const setOf = (elements: Part<'Set'>): Evaluate => {
  const compiled = elements.map(compileExpression);
  return request => compiled.map(element => element(request));
};

const recordOf = (members: Part<'Record'>): Evaluate => {
  const compiled = Object.entries(members).map(([name, form]) => [name, compileExpression(form)] as const);
  return request => new Map(compiled.map(([name, value]) => [name, value(request)]));
};

const compileCall = (name: string, args: readonly Expr[]): Evaluate => {
  const called = extensionFunctions.get(name);
  if (!called || called.arity !== args.length) throw new UnsupportedConstruct(`${name}()`);
  const [left, right] = args.map(compileExpression) as [Evaluate, Evaluate?];
  return request => called.apply(left(request), right ? right(request) : false);
};

/** The supported constructs. Each function takes the content of its construct, in the engine's types. */
const supported: { readonly [Name in Construct]?: (part: Part<Name>) => Evaluate } = {
  Value: literal,
  Var: name => request => request[name],
  '!': unary(value => !bool(value)),
  neg: unary(value => long64(-long(value))),
  isEmpty: unary(value => set(value).length === 0),
  '&&': shortCircuit(false),
  '||': shortCircuit(true),
  'if-then-else': conditional,
  '==': binary(equals),
  '!=': binary((left, right) => !equals(left, right)),
  '<': binary(isLess),
  '>': binary((left, right) => isLess(right, left)),
  '<=': binary((left, right) => !isLess(right, left)),
  '>=': binary((left, right) => !isLess(left, right)),
  '+': binary((left, right) => long64(long(left) + long(right))),
  '-': binary((left, right) => long64(long(left) - long(right))),
  '*': binary((left, right) => long64(long(left) * long(right))),
  contains: binary((left, right) => contains(set(left), right)),
  containsAll: binary((left, right) => isSubset(set(right), set(left))),
  containsAny: binary((left, right) => intersects(set(left), set(right))),
  in: binary(isIn),
  is: isOfType,
  '.': access,
  has: presence,
  like: like,
  Set: setOf,
  Record: recordOf,
};

/** A map instead of an object: a construct may have the name of a member of every object, such as `constructor`. */
const constructs = new Map(Object.entries(supported) as [name: string, compile: (part: unknown) => Evaluate][]);
