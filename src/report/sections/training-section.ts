/** The rungs whose weights were trained: how, whether they overfit, what they forgot, whether more data would help. */
import type { Ladder } from '../../domain/ladder.ts';
import type { Forgetting, LearningCurve } from '../../domain/ladder-training.ts';
import { count } from '../format/count.ts';
import { percent } from '../format/percent.ts';
import { type Content, type Markup, markup } from '../markup.ts';
import { shareInWords, trainedRungs, trainingLines } from '../training-words.ts';
import { htmlTable } from './html-table.ts';
import type { Section } from './section.ts';

const lostShown = 50;

export function trainingSection(ladder: Ladder): Section {
  return {
    id: 'training',
    title: 'After training',
    content: trainedRungs(ladder.rungs).map(
      ({ rung, training }) => markup`<h3><bdi>${rung.name}</bdi></h3>
<ul>${trainingLines(training).map((line) => markup`<li>${line}.</li>`)}</ul>
${training.learningCurve === undefined ? '' : curveTable(training.learningCurve, rung.name)}${
  training.forgetting === undefined
    ? ''
    : [kindsTable(training.forgetting, rung.name), lostItems(training.forgetting)]
}`,
    ),
  };
}

function curveTable({ readings }: LearningCurve, name: string): Markup {
  return htmlTable({
    caption: `Learning curve of ${name}`,
    rows: readings,
    columns: [
      { head: 'Training examples', cell: ({ examples }) => count(examples) },
      { head: 'Seeds', numeric: true, cell: ({ seeds }) => count(seeds) },
      { head: 'Quality, %', numeric: true, cell: ({ score }) => percent(score) },
      { head: 'Standard error, points', numeric: true, cell: ({ standardError }) => percent(standardError) },
    ],
  });
}

function kindsTable({ kinds }: Forgetting, name: string): Markup {
  return htmlTable({
    caption: `What ${name} still knows: the general set by kind`,
    rows: kinds,
    columns: [
      { head: 'Kind', cell: ({ kind }) => kind },
      { head: 'Items', numeric: true, cell: ({ base }) => count(base.scored) },
      { head: 'Base', numeric: true, cell: ({ base }) => shareInWords(base) },
      { head: 'Tuned', numeric: true, cell: ({ tuned }) => shareInWords(tuned) },
      {
        head: 'Without a whole reply, base / tuned',
        numeric: true,
        cell: ({ base, tuned }) => `${count(base.failed)} / ${count(tuned.failed)}`,
      },
    ],
  });
}

function lostItems({ lost }: Forgetting): Content {
  if (lost.length === 0) return '';
  const rest = lost.length - lostShown;
  return markup`<details>
<summary>Right before training and not after: ${count(lost.length)}</summary>
<ul>${lost.slice(0, lostShown).map(({ id, prompt }) => markup`<li><code>${id}</code> <bdi>${prompt}</bdi></li>`)}</ul>
${rest > 0 ? markup`<p>${count(rest)} more are in the record.</p>` : ''}</details>
`;
}
