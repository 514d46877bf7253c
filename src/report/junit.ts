/** A ladder as JUnit XML for a build server: a suite for the decision, one per rung with verdict, constraints and lost cases. Exit codes are the caller's. */
import type { Comparison, Flip, Ladder, Rung } from '../domain/ladder.ts';
import { cut, leftOutNote } from './cut.ts';
import { points } from './format/points.ts';
import { range } from './format/range.ts';
import { decisionWord, verdictInWords } from './ladder-words.ts';
import { type Content, type Markup, markup } from './markup.ts';
import { visibleLine } from './visible.ts';

const textLimit = 2000;

interface TestCase {
  readonly name: string;
  readonly outcome: 'passed' | 'failure' | 'error' | 'skipped';
  readonly message?: string;
  readonly detail?: string;
}

interface Suite {
  readonly name: string;
  readonly cases: readonly TestCase[];
}

/**
 * Well-formed XML 1.0. What is worse, misses a constraint or lost a case fails; what the data cannot tell or nobody knows is skipped with
 * its reason. Reference lines stand for orientation, so theirs are skipped too.
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
  const settled = kind !== 'undecided' && ladder.status === 'complete';
  return {
    name: 'decision',
    cases: [
      settled
        ? { name, outcome: 'passed' }
        : {
            name,
            outcome: 'skipped',
            message: ladder.status === 'complete' ? headline : `${ladder.status}: ${headline}`,
            detail: reasons.join('\n'),
          },
    ],
  };
}

function rungSuite(ladder: Ladder, rung: Rung, place: number): Suite {
  const judged: TestCase[] = [verdictCase(ladder, rung), ...rung.constraintChecks.map(constraintCase)];
  return {
    name: `${place} ${rung.name}`,
    cases: rung.referenceLine
      ? judged.map(orientation)
      : [...judged, ...rung.flips.filter(({ won }) => !won).map(lostCase)],
  };
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

function orientation({ name, outcome, message }: TestCase): TestCase {
  if (outcome === 'passed') return { name, outcome };
  return { name, outcome: 'skipped', message: `reference line, for orientation: ${message ?? outcome}` };
}

function lostCase(flip: Flip): TestCase {
  const { output, failure } = flip.here;
  const name = `case ${flip.caseId}`;
  const detail = [
    `input: ${shortened(flip.input)}`,
    `expected: ${shortened(flip.expected)}`,
    `below: ${shortened(flip.below.output ?? flip.below.failure ?? '(no answer)')}`,
    `here: ${shortened(output ?? failure ?? '(no answer)')}`,
  ].join('\n');
  return failure === undefined
    ? { name, outcome: 'failure', message: 'lost against the rung below', detail }
    : { name, outcome: 'error', message: failure, detail };
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

function drawCase(suite: string, { name, outcome, message, detail }: TestCase): Markup {
  const opening = markup`<testcase classname="${attribute(suite)}" name="${attribute(name)}"`;
  if (outcome === 'passed')
    return markup`${opening}/>
`;
  const text = attribute(message ?? '');
  const body: Content = detail ?? '';
  const result = {
    failure: markup`<failure message="${text}">${body}</failure>`,
    error: markup`<error message="${text}">${body}</error>`,
    skipped: markup`<skipped message="${text}">${body}</skipped>`,
  }[outcome];
  return markup`${opening}>${result}</testcase>
`;
}

function counts(cases: readonly TestCase[]): Markup {
  const of = (outcome: TestCase['outcome']) =>
    cases.filter((testCase) => testCase.outcome === outcome).length;
  return markup`tests="${cases.length}" failures="${of('failure')}" errors="${of('error')}" skipped="${of('skipped')}"`;
}

/** Line breaks in an XML attribute would be read as spaces. */
function attribute(text: string): string {
  return visibleLine(shortened(text));
}
