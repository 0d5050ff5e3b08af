const RealDate = Date;

let aheadMs = 0;

/** `Date` with the function's time, which can differ from the machine's time. */
class FunctionDate extends RealDate {
  constructor(...args: unknown[]) {
    if (args.length === 0) super(FunctionDate.now());
    else super(...(args as [number]));
  }

  static override now(): number {
    return RealDate.now() + aheadMs;
  }
}

/** Replaces the global `Date` for all modules. */
export const installFunctionClock = (): void => {
  globalThis.Date = FunctionDate as DateConstructor;
};

/** Sets the function's time for one invocation. Undefined: the machine's time. */
export const setFunctionClock = (nowMs: number | undefined): void => {
  aheadMs = nowMs === undefined ? 0 : nowMs - RealDate.now();
};

/** Returns the machine's time, which deadlines use. */
export const machineNow = (): number => RealDate.now();
