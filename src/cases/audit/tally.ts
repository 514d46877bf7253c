/** Counts all and keeps a few examples. Does not know of what. */
import { maxExamples } from './finding.ts';

export class Tally {
  count = 0;
  readonly examples: string[] = [];

  /** One example may stand for several; it is called only while examples are wanted. */
  add(example: () => string, count = 1): void {
    this.count += count;
    if (this.examples.length < maxExamples) this.examples.push(example());
  }
}
