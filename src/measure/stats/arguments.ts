/** Checks of arguments shared by the statistics; they know numbers and names, not what the numbers mean. */

/** @throws RangeError unless `value` is an integer ≥ `least`. */
export function requireCount(name: string, value: number, least = 0): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new RangeError(`${name} must be an integer of at least ${least}, got ${value}`);
  }
}

/** @throws RangeError unless `value` is finite and within `low` … `high`, both included. */
export function requireWithin(name: string, value: number, low: number, high: number): void {
  if (!(Number.isFinite(value) && value >= low && value <= high)) {
    throw new RangeError(`${name} must lie within ${low} and ${high}, got ${value}`);
  }
}

/** @throws RangeError unless `value` is strictly between 0 and 1. */
export function requireFraction(name: string, value: number): void {
  if (!(value > 0 && value < 1)) {
    throw new RangeError(`${name} must lie strictly between 0 and 1, got ${value}`);
  }
}

/** @throws RangeError naming the first entry that is NaN or infinite. */
export function requireFinite(name: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i += 1) {
    if (!Number.isFinite(values[i])) {
      throw new RangeError(`${name}[${i}] must be a finite number, got ${values[i]}`);
    }
  }
}

/** @throws RangeError unless both hold the same number of entries. */
export function requireSameLength(
  firstName: string,
  first: ArrayLike<unknown>,
  secondName: string,
  second: ArrayLike<unknown>,
): void {
  if (first.length !== second.length) {
    throw new RangeError(
      `${firstName} and ${secondName} must have the same length, got ${first.length} and ${second.length}`,
    );
  }
}
