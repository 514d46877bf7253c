/** Every rung as measured on dev, whether it meets the constraints, and what was left out. */
import type { Ladder } from '../../domain/ladder.ts';
import { Footnotes } from '../footnotes.ts';
import { count } from '../format/count.ts';
import { percent } from '../format/percent.ts';
import { usd } from '../format/usd.ts';
import { guardrailLines } from '../guardrail-lines.ts';
import { type Content, markup } from '../markup.ts';
import { badge, footnoteList, knownFigure, rungHead } from './figures.ts';
import { htmlTable } from './html-table.ts';
import { readingTable } from './reading-table.ts';
import type { Section } from './section.ts';

export function ladderSection(ladder: Ladder): Section {
  const rows = ladder.rungs.map((rung) => ({ rung, reading: rung.dev, comparison: rung.devComparison }));
  return {
    id: 'ladder',
    title: 'The ladder',
    content: [
      markup`<p>Each rung is one stack, answering the same ${count(ladder.caseSet.dev)} dev cases. Quality is ${ladder.scorer.name}; small print gives the ${ladder.confidence * 100} % interval.</p>
`,
      rows.length === 0
        ? markup`<p>No rung was measured.</p>`
        : readingTable(ladder, rows, 'All rungs on the dev cases'),
      guardrails(ladder),
      otherScores(ladder),
      constraints(ladder),
      leftOut(ladder),
    ],
  };
}

function guardrails(ladder: Ladder): Content {
  return guardrailLines(ladder).map(
    (line) => markup`<p>Guardrail: <bdi>${line}</bdi>.</p>
`,
  );
}

function otherScores(ladder: Ladder): Content {
  const footnotes = new Footnotes();
  const rows = ladder.rungs.flatMap(({ name, dev }) => [
    ...(dev.macroF1 === undefined
      ? []
      : [{ name, scorer: 'macro F1', mean: { value: dev.macroF1 }, scored: dev.scored }]),
    ...dev.otherScores.map((score) => ({ name, ...score })),
    ...(dev.detections ?? []).flatMap(({ scorer, precision, recall, found, expected }) => [
      { name, scorer: `${scorer}: precision`, mean: share(precision, 'none was found'), scored: found },
      { name, scorer: `${scorer}: recall`, mean: share(recall, 'none was expected'), scored: expected },
    ]),
  ]);
  if (rows.length === 0) return '';
  return [
    markup`<details><summary>Other scores</summary>
`,
    htmlTable({
      caption: 'Other scores on the dev cases; no decision rests on them',
      rows,
      columns: [
        { head: 'Rung', cell: ({ name }) => markup`<bdi>${name}</bdi>` },
        { head: 'Score', cell: ({ scorer }) => scorer },
        { head: 'Mean, %', numeric: true, cell: ({ mean }) => knownFigure(mean, footnotes, percent) },
        { head: 'Scored', numeric: true, cell: ({ scored }) => count(scored) },
      ],
    }),
    footnoteList(footnotes),
    markup`</details>
`,
  ];
}

function share(value: number | undefined, otherwise: string) {
  return value === undefined ? { unknown: otherwise } : { value };
}

const outcomes = {
  met: badge('good', 'met', '✓'),
  missed: badge('bad', 'missed', '✕'),
  unknown: badge('open', 'unknown', '?'),
};

function constraints(ladder: Ladder): Content {
  const { minScore, maxP95Ms, maxUsdPer1k } = ladder.constraints;
  const columns = [
    { constraint: 'minScore', head: minScore !== undefined && `Quality at least ${percent(minScore)} %` },
    { constraint: 'maxP95Ms', head: maxP95Ms !== undefined && `p95 at most ${count(maxP95Ms)} ms` },
    {
      constraint: 'maxUsdPer1k',
      head: maxUsdPer1k !== undefined && `At most ${usd(maxUsdPer1k)} per 1k answers`,
    },
  ].flatMap(({ constraint, head }) => (head === false ? [] : [{ constraint, head }]));
  if (columns.length === 0) return '';
  return [
    markup`<h3>Constraints</h3>
`,
    htmlTable({
      caption: 'Which rungs meet the constraints of the task',
      captionHidden: true,
      rows: ladder.rungs,
      columns: [
        { head: 'Rung', cell: (rung) => rungHead(ladder, rung) },
        ...columns.map(({ constraint, head }) => ({
          head,
          cell: (rung: Ladder['rungs'][number]) => {
            const check = rung.constraintChecks.find((candidate) => candidate.constraint === constraint);
            return check === undefined
              ? 'not checked'
              : markup`${outcomes[check.outcome]} <small>${check.detail}</small>`;
          },
        })),
      ],
    }),
  ];
}

function leftOut(ladder: Ladder): Content {
  if (ladder.leftOut.length === 0) return '';
  return markup`<h3>Not measured</h3>
<ul>${ladder.leftOut.map(({ name, reason }) => markup`<li><strong><bdi>${name}</bdi></strong>: ${reason}</li>`)}</ul>
`;
}
