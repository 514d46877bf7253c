/** A ladder as text for a terminal, ending in the next command. It reads neither the environment nor the terminal: width and colour are given. */
import type { Ladder } from '../domain/ladder.ts';
import { asCalled } from './as-called.ts';
import { Footnotes } from './footnotes.ts';
import { count } from './format/count.ts';
import { guardrailLines } from './guardrail-lines.ts';
import { judgeLine } from './judge-line.ts';
import { decisionWord, finalists, rungPlace, statusInWords, verdictInWords } from './ladder-words.ts';
import { type NextOptions, nextCommands } from './next-commands.ts';
import { searchesOf, searchLine } from './search-words.ts';
import { spendingLine } from './spending-line.ts';
import { type Paint, paintWith } from './terminal/paint.ts';
import { readingTable } from './terminal/reading-table.ts';
import { wrap } from './terminal/wrap.ts';
import { trainedRungs, trainingLines } from './training-words.ts';
import { visibleLine } from './visible.ts';

export interface TerminalOptions extends NextOptions {
  /** Columns; 40 is the least that is drawn for. */
  readonly width: number;
  readonly colour: boolean;
}

/** Foreign text made visible, and its commands written as the program was called. */
type Say = (text: string) => string;

const countsNote = 's/u/f: cases scored, unscored (no score could be given) and failed (counted as wrong)';

/** Plain text with ANSI colours only when asked for. Foreign text in it holds no control, bidi or zero-width character. */
export function renderTerminal(ladder: Ladder, options: TerminalOptions): string {
  const width = Math.max(40, options.width);
  const paint = paintWith(options.colour);
  const say = (text: string) => asCalled(visibleLine(text), options.program ?? 'fulcrum');
  return [
    title(ladder, width, paint),
    devTable(ladder, width, paint),
    sealedTable(ladder, width, paint),
    leftOutRungs(ladder, width, paint, say),
    searchesOf(ladder.rungs)
      .map((search) => wrap(visibleLine(`${searchLine(search)}.`), width, 'Search: '))
      .join('\n'),
    trainedRungs(ladder.rungs)
      .flatMap(({ rung, training }) => trainingLines(training).map((line) => `${rung.name}: ${line}.`))
      .map((line) => wrap(visibleLine(line), width, 'Training: '))
      .join('\n'),
    guardrailLines(ladder)
      .map((line) => wrap(visibleLine(`${line}.`), width, 'Guardrail: '))
      .join('\n'),
    decision(ladder, width, paint, say),
    ladder.judges
      .flatMap((judged) => judgeLine(judged) ?? [])
      .map((line) => wrap(visibleLine(`${line}.`), width, 'Judge: '))
      .join('\n'),
    warnings(ladder, width, paint, say),
    wrap(visibleLine(`${spendingLine(ladder)}.`), width, 'Spent: '),
    ...nextCommands(ladder, options).map(
      ({ why, command }) => `${wrap(`Next, ${why}:`, width)}\n  ${paint('bold', visibleLine(command))}`,
    ),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

function title(ladder: Ladder, width: number, paint: Paint): string {
  const { caseSet, scorer } = ladder;
  const dev = Math.min(caseSet.dev, ladder.quickLook?.devCases ?? caseSet.dev);
  const cases = `${scorer.name} on ${count(dev)} dev cases, margin ${ladder.marginPoints} points, ${ladder.confidence * 100} % intervals`;
  const state =
    ladder.status === 'complete'
      ? ''
      : `\n${paint('yellow', wrap(visibleLine(statusInWords(ladder)), width))}`;
  return `${paint('bold', wrap(visibleLine(ladder.task), width))}\n${wrap(visibleLine(cases), width)}${state}`;
}

function devTable(ladder: Ladder, width: number, paint: Paint): string {
  const rows = ladder.rungs.map((rung, index) => ({
    rung,
    place: index + 1,
    reading: rung.dev,
    comparison: rung.devComparison,
  }));
  return rows.length === 0
    ? 'No rung was measured.'
    : [tableWithNotes(ladder, rows, width, paint), paint('dim', wrap(countsNote, width))].join('\n');
}

function sealedTable(ladder: Ladder, width: number, paint: Paint): string {
  const rows = finalists(ladder).flatMap((rung) =>
    rung.sealed === undefined
      ? []
      : [
          {
            rung,
            place: ladder.rungs.indexOf(rung) + 1,
            reading: rung.sealed,
            comparison: rung.sealedComparison,
          },
        ],
  );
  if (rows.length === 0) return '';
  const heading = `Finalists on ${count(ladder.caseSet.sealed)} sealed cases`;
  const againstBest = rows.flatMap(({ rung, place }) =>
    rung.sealedAgainstBest === undefined
      ? []
      : wrap(
          `#${place} against the best (#${rungPlace(ladder, rung.sealedAgainstBest.against)}): ${verdictInWords(rung.sealedAgainstBest)}`,
          width,
        ),
  );
  return [paint('bold', heading), tableWithNotes(ladder, rows, width, paint), ...againstBest].join('\n');
}

function tableWithNotes(
  ladder: Ladder,
  rows: Parameters<typeof readingTable>[1],
  width: number,
  paint: Paint,
): string {
  const footnotes = new Footnotes();
  const table = readingTable(ladder, rows, width, footnotes, paint);
  const notes = footnotes.list().map(({ mark, reason }) => wrap(reason, width, `${mark} unknown: `));
  if (table.leftOut.length > 0) {
    notes.push(wrap(`No room for ${table.leftOut.join(', ')}; a wider terminal shows it.`, width));
  }
  return [table.text, ...notes.map((note) => paint('dim', note))].join('\n');
}

function leftOutRungs(ladder: Ladder, width: number, paint: Paint, say: Say): string {
  return ladder.leftOut
    .map(({ name, reason }) => paint('dim', wrap(say(`${name}: ${reason}`), width, 'Not measured: ')))
    .join('\n');
}

function decision(ladder: Ladder, width: number, paint: Paint, say: Say): string {
  const { headline, reasons, wouldSettle, basis } = ladder.decision;
  return [
    paint('bold', `Decision (${basis}): ${decisionWord(ladder)}`),
    paint('bold', wrap(visibleLine(headline), width)),
    ...reasons.map((reason) => wrap(say(reason), width, '  - ')),
    ...wouldSettle.map((step) => wrap(say(step), width, '  ? would settle: ')),
  ].join('\n');
}

function warnings(ladder: Ladder, width: number, paint: Paint, say: Say): string {
  const all = [
    ...ladder.warnings,
    ...ladder.rungs.flatMap((rung) => rung.warnings.map((warning) => `${rung.name}: ${warning}`)),
  ];
  return all.map((warning) => paint('yellow', wrap(say(warning), width, '! '))).join('\n');
}
