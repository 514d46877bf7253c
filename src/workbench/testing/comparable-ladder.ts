/** A ladder without what may differ between two climbs that measured the same: ids, times, latencies, load and spending. */
import type { Ladder } from '../../domain/ladder.ts';

export function comparableLadder(ladder: Ladder): unknown {
  const { id: _, createdAt: _c, machine: _m, spending: _s, sealedLog, ...rest } = ladder;
  return {
    ...rest,
    sealedLog: sealedLog.map(({ at: _at, ...look }) => look),
    rungs: ladder.rungs.map(({ making: _made, dev, sealed, ...rung }) => ({
      ...rung,
      dev: withoutLatency(dev),
      sealed: sealed && withoutLatency(sealed),
    })),
  };
}

function withoutLatency({ latency: _, ...reading }: Ladder['rungs'][number]['dev']) {
  return reading;
}
