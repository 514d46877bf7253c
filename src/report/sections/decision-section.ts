/** The decision in plain words, first thing on the page, and every warning below it. */
import type { Ladder } from '../../domain/ladder.ts';
import { count } from '../format/count.ts';
import { decisionWord, statusInWords } from '../ladder-words.ts';
import { type Markup, markup } from '../markup.ts';
import { spendingLine } from '../spending-line.ts';

export function decisionBox(ladder: Ladder): Markup {
  const { kind, headline, reasons, wouldSettle, basis } = ladder.decision;
  const basisNote =
    basis === 'sealed'
      ? `It rests on ${count(ladder.caseSet.sealed)} sealed cases that nothing was chosen on.`
      : 'It rests on dev cases, on which the rungs were also chosen; a sealed reading would be sterner.';
  return markup`<section id="decision" class="decision ${kind === 'undecided' ? 'open' : ''}" aria-labelledby="decision-title">
<p class="kicker" id="decision-title">Decision: ${decisionWord(ladder)}</p>
<p class="headline">${headline}</p>
<ul>${reasons.map((reason) => markup`<li>${reason}</li>`)}</ul>
${
  wouldSettle.length === 0
    ? ''
    : markup`<p class="settle-title">What would settle open questions</p>
<ul>${wouldSettle.map((step) => markup`<li>${step}</li>`)}</ul>
`
}<p class="basis">${basisNote}</p>
</section>
${warnings(ladder)}<p class="spending">Spent: ${spendingLine(ladder)}.</p>
`;
}

function warnings(ladder: Ladder): Markup | string {
  const all = [
    ...(ladder.status === 'complete'
      ? []
      : [
          `The climb is not complete: ${statusInWords(ladder)}. What is shown was measured; the rest is missing.`,
        ]),
    ...ladder.warnings,
    ...ladder.rungs.flatMap((rung) => rung.warnings.map((warning) => `${rung.name}: ${warning}`)),
  ];
  if (all.length === 0) return '';
  return markup`<section class="warnings" aria-label="Warnings">
<h2>${all.length === 1 ? 'A warning' : `${count(all.length)} warnings`}</h2>
<ul>${all.map((warning) => markup`<li>${warning}</li>`)}</ul>
</section>
`;
}
