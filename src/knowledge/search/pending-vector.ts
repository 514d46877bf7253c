/** The vector of a question that is still being bought. Knows no model. */
export interface PendingVector {
  readonly vector: Promise<Float32Array>;
  /** Resolves once it is being computed, and no later than `vector` is settled: what is read before then makes it wait where readers take turns. */
  readonly underWay: Promise<void>;
}

export function isPending(vector: Float32Array | PendingVector | undefined): vector is PendingVector {
  return vector !== undefined && 'underWay' in vector;
}

/** `buy` tells by `underWay` when computing begins. */
export function pendingVector(buy: (underWay: () => void) => Promise<Float32Array>): PendingVector {
  const { promise, resolve } = Promise.withResolvers<void>();
  const vector = buy(resolve);
  vector.then(
    () => resolve(),
    () => resolve(),
  );
  return { vector, underWay: promise };
}
