/** The finalists on the sealed cases, and the log of every look at them. */
import type { Ladder } from '../../domain/ladder.ts';
import { count } from '../format/count.ts';
import { points } from '../format/points.ts';
import { finalists, rungPlace } from '../ladder-words.ts';
import { type Content, markup } from '../markup.ts';
import { testOf, verdictBadge, withInterval } from './figures.ts';
import { htmlTable } from './html-table.ts';
import { readingTable } from './reading-table.ts';
import type { Section } from './section.ts';

export function sealedSection(ladder: Ladder): Section {
  return { id: 'sealed', title: 'The sealed set', content: [readings(ladder), log(ladder)] };
}

function readings(ladder: Ladder): Content {
  const rows = finalists(ladder).flatMap((rung) =>
    rung.sealed === undefined ? [] : [{ rung, reading: rung.sealed, comparison: rung.sealedComparison }],
  );
  if (rows.length === 0) {
    return markup`<p>No rung was read on the ${count(ladder.caseSet.sealed)} sealed cases.</p>
`;
  }
  return [
    markup`<p>The reference and the finalists, named beforehand, read together on ${count(ladder.caseSet.sealed)} cases that no rung was chosen on.</p>
`,
    readingTable(ladder, rows, 'Finalists on the sealed cases', [
      {
        head: 'Against the best',
        cell: ({ rung: { sealedAgainstBest: against } }) =>
          against === undefined
            ? '–'
            : [
                verdictBadge(against.verdict),
                markup` <span class="against">${withInterval(points(against.differencePoints), against.intervalPoints, points)}</span> <small>to rung ${rungPlace(ladder, against.against)}${testOf(against)}</small>`,
              ],
      },
    ]),
  ];
}

const kinds = {
  confirmatory: 'confirmatory: named before it was read',
  exploratory: 'exploratory: read after an earlier batch',
  benchmark: 'benchmark: a public test set',
} as const;

function log(ladder: Ladder): Content {
  if (ladder.sealedLog.length === 0) {
    return markup`<h3>Sealed-set log</h3>
<p>Nobody has looked at the sealed set yet.</p>
`;
  }
  return [
    markup`<h3>Sealed-set log</h3>
`,
    htmlTable({
      caption: 'Every look at the sealed set: a new pair of sealed set and stack',
      rows: ladder.sealedLog,
      columns: [
        { head: 'When', cell: ({ at }) => markup`<time datetime="${at}">${at}</time>` },
        { head: 'Rung', cell: ({ rung }) => markup`<bdi>${rung}</bdi>` },
        { head: 'Stack', cell: ({ stackHash }) => markup`<code>${stackHash.slice(0, 12)}</code>` },
        { head: 'Sealed set', cell: ({ sealedHash }) => markup`<code>${sealedHash.slice(0, 12)}</code>` },
        { head: 'Kind', cell: ({ kind }) => kinds[kind] },
      ],
    }),
  ];
}
