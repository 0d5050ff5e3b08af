const RealDate = Date;

let aheadMs = 0;

/** The function's clock: the machine's, or ahead of it or behind by as much as the invocation wants. */
class FunctionDate extends RealDate {
  constructor(...args: unknown[]) {
    if (args.length === 0) super(FunctionDate.now());
    else super(...(args as [number]));
  }

  static override now(): number {
    return RealDate.now() + aheadMs;
  }
}

/** Gives everything that is loaded from now on the function's clock. */
export const installFunctionClock = (): void => {
  globalThis.Date = FunctionDate as DateConstructor;
};

/** Sets it for one invocation; undefined: to the machine's time. */
export const setFunctionClock = (nowMs: number | undefined): void => {
  aheadMs = nowMs === undefined ? 0 : nowMs - RealDate.now();
};

/** The machine's own time, in which deadlines count. */
export const machineNow = (): number => RealDate.now();
