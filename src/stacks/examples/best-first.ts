/** Walks positions by descending score without sorting what is never asked for. Knows nothing of what was scored. */

/** Positions of the scores above `floor`, highest first, equal ones in order. The first costs O(n), each further one O(log n). */
export function* bestFirst(
  scores: Float64Array,
  floor = Number.NEGATIVE_INFINITY,
): Generator<number, undefined, undefined> {
  const score = (at: number) => scores[at] as number;
  const heap: number[] = [];
  for (let at = 0; at < scores.length; at++) if (score(at) > floor) heap.push(at);
  const isBefore = (a: number, b: number) => score(a) > score(b) || (score(a) === score(b) && a < b);
  const sink = (at: number, from: number): void => {
    let place = from;
    for (;;) {
      let child = 2 * place + 1;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as number, heap[child] as number)) child++;
      if (child >= heap.length || !isBefore(heap[child] as number, at)) break;
      heap[place] = heap[child] as number;
      place = child;
    }
    heap[place] = at;
  };
  for (let place = (heap.length >> 1) - 1; place >= 0; place--) sink(heap[place] as number, place);
  for (let best = heap[0]; best !== undefined; best = heap[0]) {
    yield best;
    const last = heap.pop() as number;
    if (heap.length > 0) sink(last, 0);
  }
}
