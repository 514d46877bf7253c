/** The cases each rung won and lost against the rung below it, with prompts and outputs. All of it is foreign text: cut, shown, never obeyed. */
import type { Flip, Ladder, Rung } from '../../domain/ladder.ts';
import { cut, leftOutNote } from '../cut.ts';
import { count } from '../format/count.ts';
import { percent } from '../format/percent.ts';
import { points } from '../format/points.ts';
import { rungName } from '../ladder-words.ts';
import { type Content, type Markup, markup } from '../markup.ts';
import { type PromptMessage, sharedPrompt } from '../shared-prompt.ts';
import { visibleLine } from '../visible.ts';
import { testOf, verdictBadge, withInterval } from './figures.ts';
import type { Section } from './section.ts';

/** Characters of one text that are shown. */
const textLimit = 4000;
const messageLimit = 2000;
/** Cases of a rung and outcome shown with their prompts; further ones show less, so that the page stays light. The JSON record holds all. */
const shownInFull = 20;
const furtherTextLimit = 600;

export function casesSection(ladder: Ladder): Section {
  const shown = ladder.rungs.filter(({ flips, stepComparison }) => flips.length > 0 || stepComparison);
  return {
    id: 'cases',
    title: 'Cases won and lost',
    content:
      shown.length === 0
        ? ''
        : [
            markup`<p>On dev, each rung against the rung below it. Texts of cases and models are shown as they are, with unseen characters made visible.</p>
`,
            ...shown.map((rung) => drawRung(ladder, rung)),
          ],
  };
}

function drawRung(ladder: Ladder, rung: Rung): Markup {
  const { stepComparison: step, flips, flipsLeftOut } = rung;
  const below = step === undefined ? 'the rung below' : rungName(ladder, step.against);
  const shared = sharedPrompt(flips.flatMap(({ here }) => (here.prompt === undefined ? [] : [here.prompt])));
  const list = (title: string, won: boolean) => {
    const some = flips.filter((flip) => flip.won === won);
    return some.length === 0
      ? ''
      : markup`<h3>${title}</h3>
${some.map((flip, index) => drawFlip(flip, { below, here: rung.name, binary: ladder.scorer.binary }, index < shownInFull ? shared.length : undefined))}`;
  };
  return markup`<details class="rung">
<summary><bdi>${rung.name}</bdi> <small>${
    step === undefined
      ? `${count(flips.length)} cases`
      : markup`won ${count(step.won)}, lost ${count(step.lost)} against <bdi>${below}</bdi>`
  }</small></summary>
${
  step === undefined
    ? ''
    : markup`<p>${verdictBadge(step.verdict)} ${withInterval(points(step.differencePoints), step.intervalPoints, points)} points on ${count(step.pairs)} cases (${step.method}${testOf(step)}).</p>
`
}${
  shared.length === 0
    ? ''
    : markup`<details class="prompt"><summary>The prompt of this rung begins alike in each case below (${count(shared.length)} ${shared.length === 1 ? 'message' : 'messages'})</summary>
${shared.map(drawMessage)}</details>
`
}${list('Won', true)}${list('Lost', false)}${
  flipsLeftOut === 0
    ? ''
    : markup`<p class="note">${count(flipsLeftOut)} more are not in this record.</p>
`
}</details>
`;
}

interface Sides {
  /** Names of the two rungs. */
  readonly below: string;
  readonly here: string;
  /** Scores are 0 or 1. */
  readonly binary: boolean;
}

/** `sharedMessages` is how many messages of the prompt were shown before; undefined leaves prompts out and cuts texts sooner. */
function drawFlip(flip: Flip, { below, here, binary }: Sides, sharedMessages: number | undefined): Markup {
  const limit = sharedMessages === undefined ? furtherTextLimit : textLimit;
  const teaser = cut(visibleLine(flip.input), 90);
  return markup`<details class="case ${flip.won ? 'won' : 'lost'}">
<summary><span class="sign">${flip.won ? '▲ won' : '▼ lost'}</span> <code>${flip.caseId}</code> <bdi class="teaser">${teaser.text}${teaser.leftOut > 0 ? '…' : ''}</bdi></summary>
<h4>Input</h4>
${foreignText(flip.input, limit)}
<h4>Expected</h4>
${foreignText(flip.expected, limit)}
<div class="beside">
<div><h4>Below: <bdi>${below}</bdi> <small>${scoreOf(flip.below, binary)}</small></h4>
${drawSide(flip.below, limit, sharedMessages === undefined ? undefined : 0)}</div>
<div><h4>Here: <bdi>${here}</bdi> <small>${scoreOf(flip.here, binary)}</small></h4>
${drawSide(flip.here, limit, sharedMessages)}</div>
</div>
</details>
`;
}

function scoreOf({ score }: Flip['here'], binary: boolean): string {
  if (binary && 'value' in score) return score.value === 1 ? 'right' : 'wrong';
  return 'unknown' in score ? `score unknown: ${score.unknown}` : `score ${percent(score.value)} %`;
}

function drawSide(
  { output, failure, prompt }: Flip['here'],
  limit: number,
  sharedMessages: number | undefined,
): Content {
  const answer =
    failure !== undefined
      ? markup`<p class="failure">Failed: ${failure}</p>
`
      : output === undefined
        ? markup`<p class="note">It gave no answer.</p>
`
        : foreignText(output, limit);
  const own = sharedMessages === undefined ? [] : (prompt?.slice(sharedMessages) ?? []);
  if (own.length === 0) return answer;
  return [
    answer,
    markup`<details class="prompt"><summary>${sharedMessages === 0 ? 'Prompt' : 'Rest of the prompt'} (${count(own.length)} ${own.length === 1 ? 'message' : 'messages'})</summary>
${own.map(drawMessage)}</details>
`,
  ];
}

function drawMessage({ role, content }: PromptMessage): Markup {
  return markup`<p class="message-role">${role}</p>
${foreignText(content, messageLimit)}`;
}

function foreignText(text: string, limit: number): Markup {
  const shown = cut(text, limit);
  return markup`<pre dir="auto">${shown.text === '' ? '(empty)' : shown.text}${
    shown.leftOut === 0
      ? ''
      : markup`<span class="cut">
${leftOutNote(shown.leftOut)}</span>`
  }</pre>
`;
}
