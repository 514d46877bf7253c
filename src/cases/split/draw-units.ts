/** Fills quotas with whole units, stratum by stratum, in the order of their draws. Knows neither cases nor labels. */

/** Units by column, because there may be a million. */
export interface UnitTable {
  /** Rows in each. */
  readonly size: Uint32Array;
  readonly stratum: Uint32Array;
  /** Position in the draw; the lower goes first. */
  readonly draw: Float64Array;
  /** 1: taken only after the others, where `freshFirst` is asked for. */
  readonly usedUp: Uint8Array;
}

/** Marks each unit with the number of the quota that took it, 0 for none. */
export class UnitDraw {
  readonly taken: Uint8Array;
  readonly #table: UnitTable;
  readonly #order: Uint32Array;

  constructor(table: UnitTable) {
    this.#table = table;
    this.taken = new Uint8Array(table.size.length);
    const { stratum, draw } = table;
    this.#order = Uint32Array.from(table.size, (_, unit) => unit).sort(
      (a, b) => (stratum[a] as number) - (stratum[b] as number) || (draw[a] as number) - (draw[b] as number),
    );
  }

  /**
   * Takes `quotas[stratum]` rows of each stratum. What a stratum cannot fill, because its next units are too large, is asked of those after
   * it, and in the end of all, so the total falls short only when no unit fits.
   */
  take(quotas: readonly number[], mark: number, freshFirst: boolean): void {
    let owed = 0;
    let start = 0;
    for (const [stratum, quota] of quotas.entries()) {
      let end = start;
      while (end < this.#order.length && this.#table.stratum[this.#order[end] as number] === stratum)
        end += 1;
      owed = this.#fill(start, end, quota + owed, mark, freshFirst);
      start = end;
    }
    this.#fill(0, this.#order.length, owed, mark, freshFirst);
  }

  /** Rows still wanted when no further unit fits. */
  #fill(start: number, end: number, wanted: number, mark: number, freshFirst: boolean): number {
    let left = wanted;
    for (const usedUp of freshFirst ? [0, 1] : [undefined]) {
      for (let at = start; at < end && left > 0; at += 1) {
        const unit = this.#order[at] as number;
        const size = this.#table.size[unit] as number;
        if (this.taken[unit] !== 0 || size > left) continue;
        if (usedUp !== undefined && this.#table.usedUp[unit] !== usedUp) continue;
        this.taken[unit] = mark;
        left -= size;
      }
    }
    return left;
  }
}
