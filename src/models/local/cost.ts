/** What a computation on one's own machine costs. Knows nothing of models. */
import assumptions from './cost.json' with { type: 'json' };

export interface LocalCostInput {
  /** Time the machine computed, in milliseconds. */
  readonly busyMs: number;
  /** US dollars for an hour of the machine; default: see `cost.json`. */
  readonly hourlyRateUsd?: number | undefined;
  /** Share of the rented hours in which the machine computes, in (0, 1]; default 0.3. */
  readonly utilisation?: number | undefined;
}

/** US dollars: busy hours × hourly rate ÷ utilisation, because idle hours are paid for too. */
export function localCostUsd(input: LocalCostInput): number {
  const { busyMs, hourlyRateUsd = assumptions.hourlyRateUsd, utilisation = assumptions.utilisation } = input;
  if (!(utilisation > 0 && utilisation <= 1))
    throw new RangeError(`utilisation ${utilisation} is not in (0, 1]`);
  return ((busyMs / 3_600_000) * hourlyRateUsd) / utilisation;
}
