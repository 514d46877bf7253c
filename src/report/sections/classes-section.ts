/** Precision, recall and F1 by class and the pairs most confused, for each rung that answers with labels. */
import type { Ladder, Reading, Rung } from '../../domain/ladder.ts';
import { count } from '../format/count.ts';
import { percent } from '../format/percent.ts';
import { type Content, markup } from '../markup.ts';
import { htmlTable } from './html-table.ts';
import type { Section } from './section.ts';

export function classesSection(ladder: Ladder): Section {
  const shown = ladder.rungs.filter(({ dev }) => dev.classes.length > 0 || dev.confusions.length > 0);
  return {
    id: 'classes',
    title: 'Class by class',
    content: shown.map((rung) => drawRung(rung, rung.id === ladder.decision.rungId || shown.length === 1)),
  };
}

const share = (value: number | undefined) => (value === undefined ? '–' : percent(value));

function drawRung({ name, dev }: Rung, open: boolean): Content {
  const summary = [
    dev.macroF1 !== undefined && `macro F1 ${percent(dev.macroF1)} %`,
    dev.calibrationError !== undefined && `calibration error ${percent(dev.calibrationError)} points`,
  ].filter((part) => part !== false);
  return markup`<details${open ? markup` open` : ''}>
<summary><bdi>${name}</bdi>${summary.length === 0 ? '' : markup` <small>${summary.join(' · ')}</small>`}</summary>
<div class="beside">
${classTable(name, dev)}
${confusionTable(name, dev)}
</div>
</details>
`;
}

function classTable(name: string, { classes }: Reading): Content {
  if (classes.length === 0) return '';
  return htmlTable({
    caption: `Classes on dev: ${name}`,
    captionHidden: true,
    rows: classes,
    columns: [
      { head: 'Class', cell: ({ label }) => markup`<bdi>${label}</bdi>` },
      { head: 'Cases', numeric: true, cell: ({ support }) => count(support) },
      { head: 'Precision, %', numeric: true, cell: ({ precision }) => share(precision) },
      { head: 'Recall, %', numeric: true, cell: ({ recall }) => share(recall) },
      { head: 'F1, %', numeric: true, cell: ({ f1 }) => share(f1) },
    ],
  });
}

function confusionTable(name: string, { confusions }: Reading): Content {
  if (confusions.length === 0) return '';
  return htmlTable({
    caption: `Pairs most confused on dev: ${name}`,
    captionHidden: true,
    rows: confusions,
    columns: [
      { head: 'Expected', cell: ({ expected }) => markup`<bdi>${expected}</bdi>` },
      { head: 'Got instead', cell: ({ got }) => markup`<bdi class="foreign">${got}</bdi>` },
      { head: 'Times', numeric: true, cell: (pair) => count(pair.count) },
    ],
  });
}
