/** One line for a rung as soon as it is measured; the whole table follows at the end. */
import type { Reading } from '../../domain/ladder.ts';

/** E.g. `61.7 % (52.8–69.9)  p95 410 ms  $0.012/1k`. */
export function rungLine(reading: Reading): string {
  const { score, scoreInterval, latency, usdPer1kAnswers, failed } = reading;
  const quality = 'value' in score ? percent(score.value) : '?';
  const range = scoreInterval ? ` (${points(scoreInterval.low)}–${points(scoreInterval.high)})` : '';
  const p = 'value' in latency ? (latency.value.p95Ms ?? latency.value.p50Ms) : undefined;
  const which = 'value' in latency && latency.value.p95Ms !== undefined ? 'p95' : 'p50';
  const parts = [
    `${quality}${range}`,
    p === undefined ? undefined : `${which} ${Math.round(p).toLocaleString('en')} ms`,
    'value' in usdPer1kAnswers ? `$${Number(usdPer1kAnswers.value.toPrecision(3))}/1k` : '$?/1k',
    failed > 0 ? `${failed} failed` : undefined,
  ];
  return parts.filter((p) => p !== undefined).join('  ');
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
const points = (share: number) => (share * 100).toFixed(1);
