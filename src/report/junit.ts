/** A ladder as JUnit XML for a build server: a suite for the decision, one per rung with verdict and constraints. Exit codes are the caller's. */
import type { Comparison, Flip, Ladder, Rung } from '../domain/ladder.ts';
import { cut, leftOutNote } from './cut.ts';
import { points } from './format/points.ts';
import { range } from './format/range.ts';
import { decisionWord, statusInWords, verdictInWords } from './ladder-words.ts';
import { type Content, type Markup, markup } from './markup.ts';
import { visibleLine } from './visible.ts';

const textLimit = 2000;

interface TestCase {
  readonly name: string;
  readonly outcome: 'passed' | 'failure' | 'skipped';
  readonly message?: string;
  readonly detail?: string;
  /** What a reader may want to see and no build turns on. */
  readonly output?: string;
}

interface Suite {
  readonly name: string;
  readonly cases: readonly TestCase[];
}

/**
 * Well-formed XML 1.0. The build turns on what is to ship: that something is, that the rung decided for is not shown worse than the
 * reference, and that it meets each constraint. What the data cannot tell or nobody knows is skipped with its reason; every other rung stands for
 * orientation, so its tests are never failed. Wrong cases are what an accuracy below 100 % is made of, no failed tests: they are listed as output.
 */
export function renderJunit(ladder: Ladder): string {
  const suites = [
    decisionSuite(ladder),
    ...ladder.rungs.map((rung, index) => rungSuite(ladder, rung, index + 1)),
  ];
  const all = suites.flatMap(({ cases }) => cases);
  return markup`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="${attribute(ladder.task)}" ${counts(all)}>
${suites.map(drawSuite)}</testsuites>
`.source;
}

function decisionSuite(ladder: Ladder): Suite {
  const { kind, headline, reasons } = ladder.decision;
  const name = `decision: ${decisionWord(ladder)}`;
  const complete = ladder.status === 'complete';
  const isSettled = kind !== 'undecided' && complete;
  const why = {
    message: complete ? headline : `${statusInWords(ladder)}: ${headline}`,
    detail: reasons.join('\n'),
  };
  const outcome = !isSettled ? 'skipped' : kind === 'stop here' ? 'failure' : 'passed';
  return { name: 'decision', cases: [outcome === 'passed' ? { name, outcome } : { name, outcome, ...why }] };
}

function rungSuite(ladder: Ladder, rung: Rung, place: number): Suite {
  const verdict = verdictCase(ladder, rung);
  const lost = lostCases(rung);
  const judged: TestCase[] = [
    lost === '' ? verdict : { ...verdict, output: lost },
    ...rung.constraintChecks.map(constraintCase),
  ];
  const isToShip = rung.id === ladder.decision.rungId;
  return { name: `${place} ${rung.name}`, cases: isToShip ? judged : judged.map(orientation) };
}

function verdictCase(ladder: Ladder, rung: Rung): TestCase {
  const [comparison, split] =
    rung.sealedComparison === undefined ? [rung.devComparison, 'dev'] : [rung.sealedComparison, 'sealed'];
  if (comparison === undefined) {
    return rung.id === ladder.referenceRungId
      ? { name: 'verdict: the reference', outcome: 'passed' }
      : { name: 'verdict', outcome: 'skipped', message: 'not compared' };
  }
  const name = `verdict on ${split}, margin ${ladder.marginPoints} points`;
  const message = `${verdictInWords(comparison)}: ${difference(comparison)}`;
  if (comparison.verdict === 'worse') return { name, outcome: 'failure', message };
  if (comparison.verdict === 'cannot tell') return { name, outcome: 'skipped', message };
  return { name, outcome: 'passed' };
}

function difference({ differencePoints, intervalPoints, pairs }: Comparison): string {
  const interval = intervalPoints === undefined ? '' : ` (${range(intervalPoints, points)})`;
  return `${points(differencePoints)} points${interval} against the reference on ${pairs} cases`;
}

function constraintCase({ constraint, outcome, detail }: Rung['constraintChecks'][number]): TestCase {
  const name = `constraint ${constraint}`;
  if (outcome === 'met') return { name, outcome: 'passed' };
  return { name, outcome: outcome === 'missed' ? 'failure' : 'skipped', message: detail };
}

function orientation(one: TestCase): TestCase {
  return one.outcome === 'passed'
    ? one
    : { ...one, outcome: 'skipped', message: `not what is to ship: ${one.message ?? one.outcome}` };
}

function lostCases({ flips, flipsLeftOut }: Rung): string {
  const lost = flips.filter(({ won }) => !won);
  if (lost.length === 0) return '';
  const more = flipsLeftOut === 0 ? [] : [`${flipsLeftOut} more cases, won and lost, are not listed.`];
  return ['Cases lost against the rung below:', ...lost.map(lostCase), ...more].join('\n\n');
}

function lostCase(flip: Flip): string {
  const { output, failure } = flip.here;
  return [
    `case ${shortened(flip.caseId)}`,
    `input: ${shortened(flip.input)}`,
    `expected: ${shortened(flip.expected)}`,
    `below: ${shortened(flip.below.output ?? flip.below.failure ?? '(no answer)')}`,
    `here: ${shortened(output ?? failure ?? '(no answer)')}`,
  ].join('\n');
}

function shortened(text: string): string {
  const shown = cut(text, textLimit);
  return shown.leftOut === 0 ? shown.text : `${shown.text} ${leftOutNote(shown.leftOut)}`;
}

function drawSuite({ name, cases }: Suite): Markup {
  return markup`<testsuite name="${attribute(name)}" ${counts(cases)}>
${cases.map((testCase) => drawCase(name, testCase))}</testsuite>
`;
}

function drawCase(suite: string, { name, outcome, message, detail, output }: TestCase): Markup {
  const opening = markup`<testcase classname="${attribute(suite)}" name="${attribute(name)}"`;
  const text = attribute(message ?? '');
  const body: Content = detail ?? '';
  const result = {
    passed: [],
    failure: markup`<failure message="${text}">${body}</failure>`,
    skipped: markup`<skipped message="${text}">${body}</skipped>`,
  }[outcome];
  const listed = output === undefined ? [] : markup`<system-out>${output}</system-out>`;
  return outcome === 'passed' && output === undefined
    ? markup`${opening}/>
`
    : markup`${opening}>${result}${listed}</testcase>
`;
}

function counts(cases: readonly TestCase[]): Markup {
  const of = (outcome: TestCase['outcome']) =>
    cases.filter((testCase) => testCase.outcome === outcome).length;
  return markup`tests="${cases.length}" failures="${of('failure')}" errors="0" skipped="${of('skipped')}"`;
}

/** Line breaks in an XML attribute would be read as spaces. */
function attribute(text: string): string {
  return visibleLine(shortened(text));
}
