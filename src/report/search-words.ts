/** Words and figures of the search of a rung, for every report. Knows no layout. */
import type { Rung, SearchReading } from '../domain/ladder.ts';
import { count } from './format/count.ts';
import { percent } from './format/percent.ts';
import { range } from './format/range.ts';

/** Metrics by column, as the readings name them. */
export const searchColumns = [
  'recall@5',
  'recall@10',
  'precision@5',
  'hit@5',
  'ndcg@10',
  'mrr',
  'map',
] as const;

type Figures = SearchReading['slices'][number] | SearchReading['searches'][number];

export interface RungSearch {
  readonly rung: Rung;
  readonly reading: SearchReading;
}

/** Each search once: rungs that search alike have the same reading. */
export function searchesOf(rungs: readonly Rung[]): readonly RungSearch[] {
  const seen = new Set<string>();
  return rungs.flatMap((rung) => {
    const { retrieval: reading } = rung;
    const key = JSON.stringify(reading);
    if (reading === undefined || seen.has(key)) return [];
    seen.add(key);
    return [{ rung, reading }];
  });
}

/** In percent with its interval; `–` where nothing was judged. */
export function searchFigure({ metrics }: Figures, name: string): string {
  const found = metrics.find(({ metric }) => metric === name);
  if (found?.mean === undefined) return '–';
  return percent(found.mean) + (found.interval === undefined ? '' : ` (${range(found.interval, percent)})`);
}

export function judgedOf({ metrics }: Figures): string {
  return count(metrics[0]?.n ?? 0);
}

/** Of the documents that answer some question, those that came up among the first ten. */
export function coverageFigure({ coverage }: Figures): string {
  const at = coverage.at(-1);
  return at?.share === undefined ? '–' : `${percent(at.share)} (${count(at.found)} of ${count(at.relevant)})`;
}

/** How many questions say what should be found, and how often passages were reranked. */
export function searchNote({ questions, unjudged, reranked }: SearchReading): string {
  const judged = `${count(questions - unjudged)} of ${count(questions)} dev questions name documents that the asker may read; the others are in no figure.`;
  if (reranked === undefined) return judged;
  const unreadable =
    reranked.unreadable > 0 ? `, and ${count(reranked.unreadable)} replies were unreadable` : '';
  return `${judged} Passages were reranked for ${count(reranked.reranked)} of ${count(reranked.questions)}${unreadable}.`;
}

/** For a terminal: the search as the rung has it, in one line. */
export function searchLine({ rung, reading }: RungSearch): string {
  const last = reading.searches.at(-1);
  if (last === undefined) return '';
  return `${rung.name} by ${last.name}: recall@10 ${searchFigure(last, 'recall@10')} %, hit@5 ${searchFigure(last, 'hit@5')} %, nDCG@10 ${searchFigure(last, 'ndcg@10')} % on ${judgedOf(last)} questions (${count(reading.unjudged)} unjudged)`;
}
