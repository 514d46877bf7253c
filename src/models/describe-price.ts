/** Where the price of a model comes from, in words for a report. Opens no model. */
import { catalogueEntry } from './catalogue/catalogue.ts';
import assumptions from './local/cost.json' with { type: 'json' };
import type { Price } from './metering/pricing.ts';
import type { ModelSourceOptions } from './open-model-source.ts';
import { listPrice } from './prices.ts';

/** `undefined` where nobody stated a price. */
export function describePrice(
  id: string,
  { prices, modelObjects, local = {} }: Pick<ModelSourceOptions, 'prices' | 'modelObjects' | 'local'>,
): string | undefined {
  if (modelObjects?.[id] === undefined && catalogueEntry(id) !== undefined) {
    const { hourlyRateUsd = assumptions.hourlyRateUsd, utilisation = assumptions.utilisation } = local;
    const whose = local.hourlyRateUsd === undefined ? ' (assumed)' : '';
    return `${id}: this machine at $${hourlyRateUsd} an hour${whose}, busy ${Math.round(utilisation * 100)} % of it; the time depends on its load`;
  }
  const own = prices?.[id];
  if (own !== undefined) return `${id}: ${perMillion(own)}, from the config`;
  const listed = listPrice(id);
  return listed && `${id}: ${perMillion(listed)}, list price of ${listed.asOf}`;
}

function perMillion({ inputUsdPerMillion, outputUsdPerMillion }: Price): string {
  return `$${inputUsdPerMillion} in and $${outputUsdPerMillion} out per million tokens`;
}
