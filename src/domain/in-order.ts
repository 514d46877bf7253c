/** A list as a stream, for whatever takes one. */
export async function* inOrder<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
