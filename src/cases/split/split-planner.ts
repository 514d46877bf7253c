/** Divides cases into train, dev and sealed: stratified, grouped, seeded, whatever their order. Holds numbers, no cases, and reads no files. */
import { type Split, splits } from '../../domain/case.ts';
import { GrowingArray } from '../growing-array.ts';
import { UnitDraw, type UnitTable } from './draw-units.ts';
import { quotas } from './quotas.ts';
import { resolveSplit, type SplitSettings } from './split-settings.ts';
import { UnitIndex } from './unit-index.ts';

export interface SplitRow {
  /** The input as one normalised text; equal texts are drawn together. */
  readonly input: string;
  readonly group?: string | undefined;
  /** The label, for stratification. */
  readonly stratum?: string | undefined;
  /** A split: the user put it there by giving an own file. `frozen`: sealed earlier. Absent: to be drawn. */
  readonly placed?: Split | 'frozen' | undefined;
  /** Was in a sealed set that was read: sealed again only when fresh rows run out. */
  readonly usedUp?: boolean;
}

const [dev, sealed] = [splits.indexOf('dev'), splits.indexOf('sealed')];
/** Placement of a row: an index into `splits`, or one of these. */
const frozen = 3;
const toDraw = 4;
/** More distinct strata than this are free text and not labels; those beyond share one. */
const maxStrata = 10_000;

/**
 * About 60 bytes a case. Rows already placed keep their split; the others are drawn stratum by stratum in the order of their units'
 * hashes. Quotas are exact, save where a unit is larger than what is left. A new row shifts a boundary between two hashes: as many rows
 * as were added may change between train and dev, no more; only sealing freezes.
 */
export class SplitPlanner {
  readonly #units: UnitIndex;
  readonly #unit = new GrowingArray();
  readonly #stratum = new GrowingArray();
  readonly #placement = new GrowingArray();
  readonly #usedUp = new GrowingArray();
  readonly #strata = new Map<string, number>();

  /** `seed` names the draw: another seed, another split. */
  constructor(seed: string) {
    this.#units = new UnitIndex(seed);
  }

  add({ input, group, stratum = '', placed, usedUp = false }: SplitRow): void {
    this.#unit.push(this.#units.add(input, group));
    this.#stratum.push(this.#stratumNumber(stratum));
    this.#placement.push(
      placed === undefined ? toDraw : placed === 'frozen' ? frozen : splits.indexOf(placed),
    );
    this.#usedUp.push(usedUp ? 1 : 0);
  }

  /** Index into `splits` by row. Throws `SPLIT_SETTINGS` when the numbers do not fit. */
  plan(settings: SplitSettings, stratified: boolean): Uint8Array {
    const rank = this.#strataRanks(stratified);
    const placements = this.#placements();
    const pool = new Array<number>(Math.max(...rank) + 1).fill(0);
    for (let row = 0; row < this.#unit.length; row += 1) {
      if (this.#placement.at(row) >= frozen) {
        const stratum = rank[this.#stratum.at(row)] as number;
        pool[stratum] = (pool[stratum] as number) + 1;
      }
    }
    const total = pool.reduce((a, b) => a + b, 0);
    const wanted = resolveSplit(
      { ...settings, ...(placements.has(dev) && { dev: 0 }), ...(placements.has(sealed) && { sealed: 0 }) },
      total,
    );
    const { table, unitOfRoot } = this.#drawable(rank);
    const draw = new UnitDraw(table);
    if (!placements.has(frozen)) draw.take(quotas(pool, wanted.sealed), sealed, true);
    draw.take(quotas(pool, wanted.dev), dev, false);
    return this.#assign((root) => draw.taken[unitOfRoot[root] as number] as number);
  }

  #assign(splitOfRoot: (root: number) => number): Uint8Array {
    return Uint8Array.from({ length: this.#unit.length }, (_, row) => {
      const placement = this.#placement.at(row);
      if (placement === frozen) return sealed;
      return placement === toDraw ? splitOfRoot(this.#units.root(this.#unit.at(row))) : placement;
    });
  }

  #placements(): ReadonlySet<number> {
    const seen = new Set<number>();
    for (let row = 0; row < this.#placement.length; row += 1) seen.add(this.#placement.at(row));
    return seen;
  }

  #stratumNumber(stratum: string): number {
    const known = this.#strata.get(stratum);
    if (known !== undefined) return known;
    if (this.#strata.size >= maxStrata) return 0;
    this.#strata.set(stratum, this.#strata.size);
    return this.#strata.size - 1;
  }

  /** By stratum number, its place in the order of names; all 0 when not stratified. */
  #strataRanks(stratified: boolean): Uint32Array {
    const rank = new Uint32Array(Math.max(1, this.#strata.size));
    if (!stratified) return rank;
    const sorted = [...this.#strata.keys()].sort();
    for (const [place, name] of sorted.entries()) rank[this.#strata.get(name) as number] = place;
    return rank;
  }

  /** The units that have rows to draw. A unit of several strata stands in the one that most of its rows have, the first by name of equals. */
  #drawable(rank: Uint32Array): { readonly table: UnitTable; readonly unitOfRoot: Uint32Array } {
    const strata = Math.max(1, this.#strata.size);
    const pairs = this.#rootAndStratum(rank, strata);
    const unitOfRoot = new Uint32Array(this.#units.size);
    const size: number[] = [];
    const stratum: number[] = [];
    const roots: number[] = [];
    let most = 0;
    for (let start = 0; start < pairs.length; ) {
      let end = start + 1;
      while (end < pairs.length && pairs[end] === pairs[start]) end += 1;
      const pair = pairs[start] as number;
      const root = Math.floor(pair / strata);
      if (root !== roots.at(-1)) {
        unitOfRoot[root] = roots.length;
        roots.push(root);
        size.push(0);
        stratum.push(0);
        most = 0;
      }
      const unit = roots.length - 1;
      size[unit] = (size[unit] as number) + end - start;
      if (end - start > most) {
        most = end - start;
        stratum[unit] = pair % strata;
      }
      start = end;
    }
    const draws = this.#units.draws();
    const usedUp = new Uint8Array(roots.length);
    for (let row = 0; row < this.#unit.length; row += 1) {
      if (this.#usedUp.at(row) === 1) usedUp[unitOfRoot[this.#units.root(this.#unit.at(row))] as number] = 1;
    }
    const table = {
      size: Uint32Array.from(size),
      stratum: Uint32Array.from(stratum),
      draw: Float64Array.from(roots, (root) => draws[root] as number),
      usedUp,
    };
    return { table, unitOfRoot };
  }

  /** `root × strata + stratum` of every row to draw, sorted, so that equal pairs stand together. */
  #rootAndStratum(rank: Uint32Array, strata: number): Float64Array {
    const pairs = new Float64Array(this.#unit.length);
    let length = 0;
    for (let row = 0; row < this.#unit.length; row += 1) {
      if (this.#placement.at(row) !== toDraw) continue;
      pairs[length] = this.#units.root(this.#unit.at(row)) * strata + (rank[this.#stratum.at(row)] as number);
      length += 1;
    }
    return pairs.subarray(0, length).sort();
  }
}
