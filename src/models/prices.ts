/** The price file: dated public list prices by model id. Knows nothing of how a price is applied. */
import type { Price } from './metering/pricing.ts';
import data from './prices.json' with { type: 'json' };

export interface ListedPrice extends Price {
  /** Date on which the source said so, `YYYY-MM-DD`. */
  readonly asOf: string;
  readonly source: string;
}

const rows = data.prices as readonly (ListedPrice & { readonly id: string })[];
const prices = new Map<string, ListedPrice>(rows.map((row) => [row.id, row]));

/** The list price of a model, or `undefined`: a price that is not known is not guessed. */
export function listPrice(id: string): ListedPrice | undefined {
  return prices.get(id);
}
