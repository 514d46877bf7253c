/** Limited-memory BFGS for smooth convex functions, with a preconditioner. Knows nothing of what is minimised. */

export interface Objective {
  readonly size: number;
  /** The value at `x`; its gradient is written into `gradient`. */
  evaluate(x: Float64Array, gradient: Float64Array): number;
  /** `P⁻¹ v`, where `P` is near the second derivative and does not change. */
  precondition(v: Float64Array): Float64Array;
}

export interface LbfgsSettings {
  /** Stop when half the preconditioned squared gradient norm, an estimate of what is left to gain, falls below this. */
  readonly tolerance: number;
  readonly maxIterations: number;
  /** Awaited after each iteration, so that the event loop turns; throw there to stop. */
  readonly pause: () => Promise<void>;
}

export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/** Pairs of steps and gradient changes that are remembered. */
const memory = 8;
/** Share of the linear prediction that a step must gain (Armijo). */
const sufficientDecrease = 1e-4;
const maxHalvings = 30;

interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly inverseCurvature: number;
  /** Scale of P⁻¹ along this pair: stepᵀ change ÷ changeᵀ P⁻¹ change. */
  readonly gamma: number;
}

/** Nocedal and Wright (2006), algorithms 7.4 and 7.5, with `H₀ = γ P⁻¹`; backtracking is enough where the function is convex. */
export async function lbfgs(
  objective: Objective,
  start: Float64Array,
  { tolerance, maxIterations, pause }: LbfgsSettings,
): Promise<Minimum> {
  let x = start.slice();
  let gradient = new Float64Array(objective.size);
  let value = objective.evaluate(x, gradient);
  let steepest = objective.precondition(gradient);
  let nextX = new Float64Array(objective.size);
  let nextGradient = new Float64Array(objective.size);
  const pairs: Pair[] = [];
  for (let iteration = 0; ; iteration++) {
    if (dot(gradient, steepest) / 2 <= tolerance) return { x, value, iterations: iteration, converged: true };
    if (iteration === maxIterations) return { x, value, iterations: iteration, converged: false };
    const direction = pairs.length === 0 ? steepest.map((s) => -s) : descent(objective, gradient, pairs);
    const slope = dot(gradient, direction);
    let nextValue = Number.POSITIVE_INFINITY;
    for (let halvings = 0, length = 1; halvings <= maxHalvings; halvings++, length /= 2) {
      for (let i = 0; i < x.length; i++) nextX[i] = (x[i] as number) + length * (direction[i] as number);
      nextValue = objective.evaluate(nextX, nextGradient);
      if (nextValue <= value + sufficientDecrease * length * slope) break;
    }
    // Rounding leaves nothing more to gain.
    if (!(nextValue < value)) return { x, value, iterations: iteration, converged: true };
    const nextSteepest = objective.precondition(nextGradient);
    remember(pairs, minus(nextX, x), minus(nextGradient, gradient), minus(nextSteepest, steepest));
    [x, nextX] = [nextX, x];
    [gradient, nextGradient] = [nextGradient, gradient];
    steepest = nextSteepest;
    value = nextValue;
    await pause();
  }
}

/** The two-loop recursion. */
function descent(objective: Objective, gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const q = gradient.map((g) => -g);
  const alphas: number[] = [];
  for (const { step, change, inverseCurvature } of pairs.toReversed()) {
    const alpha = inverseCurvature * dot(step, q);
    alphas.push(alpha);
    addScaled(q, -alpha, change);
  }
  const gamma = pairs.at(-1)?.gamma ?? 1;
  const direction = objective.precondition(q).map((v) => gamma * v);
  for (const { step, change, inverseCurvature } of pairs) {
    const beta = inverseCurvature * dot(change, direction);
    addScaled(direction, (alphas.pop() as number) - beta, step);
  }
  return direction;
}

function remember(
  pairs: Pair[],
  step: Float64Array,
  change: Float64Array,
  preconditioned: Float64Array,
): void {
  const curvature = dot(step, change);
  const scale = dot(change, preconditioned);
  if (!(curvature > 0 && scale > 0)) return;
  pairs.push({ step, change, inverseCurvature: 1 / curvature, gamma: curvature / scale });
  if (pairs.length > memory) pairs.shift();
}

function minus(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((v, i) => v - (b[i] as number));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function addScaled(to: Float64Array, factor: number, v: Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] as number) + factor * (v[i] as number);
}
