/** From readings and verdicts to what to ship, or to stop. Knows no lever, model or provider. */
import type { Comparison, Decision } from '../../domain/ladder.ts';
import { byCost, isCheaper } from './cheaper.ts';
import { type Constraints, checkConstraints, isAdmissible } from './constraints.ts';
import type { Contender } from './contender.ts';
import { describeCosts, describeDifference, type Terms, whatWouldTell, whyOut } from './sentences.ts';

export interface DecisionInput extends Terms {
  readonly contenders: readonly Contender[];
  /** Named on dev, before the sealed set was read. */
  readonly bestId: string;
  readonly referenceId?: string;
  readonly constraints: Constraints;
  /** A language model was among the stacks that were measured, so that one can be advised against. */
  readonly triedLanguageModel: boolean;
}

/**
 * The cheapest admissible stack shown to be no worse than the best. A stack other than an admissible reference ships only if it is shown
 * better than the reference, or no worse and cheaper; otherwise the reference stays, with what would settle it. `stop here` when every
 * stack misses a constraint, `undecided` when that is not known of all, or nothing left can be set against each other.
 */
export function decide(input: DecisionInput): Decision {
  const { contenders, constraints, basis } = input;
  const admissible = contenders.filter((c) => isAdmissible(c.reading, constraints));
  const out = contenders.filter((c) => !admissible.includes(c));
  const excluded = out.map((c) => whyOut(c, constraints));
  const unknown = whatIsUnknown(out, input);
  if (admissible.length === 0) return withoutAdmissible(excluded, unknown, basis);
  const field: Field = {
    ...input,
    admissible,
    best: admissible.find((c) => c.id === input.bestId),
    reference: contenders.find((c) => c.id === input.referenceId),
  };
  const shown = shownAsGood(field);
  const pick = shown.find((c) => earnsItsPlace(c, field));
  const decided = pick ?? (shown.length > 0 ? field.reference : undefined);
  if (decided === undefined) {
    return {
      kind: 'undecided',
      headline: 'Undecided: the best on dev is out, and what is left was not compared with each other.',
      reasons: excluded,
      wouldSettle: [
        ...unknown,
        'More dev cases would show there already what does not meet your constraints.',
      ],
      basis,
    };
  }
  const isKept = decided === field.reference;
  const ranked = pick !== undefined && (pick !== field.reference || field.best !== undefined);
  const advice = decided.withoutLanguageModel && input.triedLanguageModel;
  return {
    kind: isKept ? 'keep the reference' : 'ship',
    rungId: decided.id,
    headline: `${isKept ? 'Keep' : 'Ship'} ${decided.name}.${advice ? ' Do not use a language model for this task.' : ''}`,
    reasons: [...(ranked ? reasonsFor(decided, shown, field) : reasonsToStay(decided, field)), ...excluded],
    wouldSettle: [...whatIsOpen(decided, shown, field), ...unknown],
    basis,
  };
}

interface Field extends DecisionInput {
  readonly admissible: readonly Contender[];
  /** Absent when it is not admissible. */
  readonly best: Contender | undefined;
  /** Admissible or not. */
  readonly reference: Contender | undefined;
}

function withoutAdmissible(excluded: string[], unknown: string[], basis: Decision['basis']): Decision {
  return unknown.length > 0
    ? {
        kind: 'undecided',
        headline: 'Undecided: no stack is shown to meet your constraints.',
        reasons: excluded,
        wouldSettle: unknown,
        basis,
      }
    : {
        kind: 'stop here',
        headline: 'Stop here: no stack meets your constraints.',
        reasons: excluded,
        wouldSettle: ['Relax a constraint, try a stronger model, or keep the task with people.'],
        basis,
      };
}

/**
 * The best and what is no worse, cheapest first. Where the best is out, the reference takes its place, unless something is shown better
 * than that; a stack that is alone needs no comparison.
 */
function shownAsGood({ admissible, best, reference }: Field): readonly Contender[] {
  const isBeaten = admissible.some((c) => c.againstReference?.verdict === 'better');
  const isGood = (c: Contender): boolean => {
    if (best !== undefined) return c === best || isNoWorse(c.againstBest);
    if (admissible.length === 1) return true;
    if (reference === undefined || !admissible.includes(reference)) return false;
    return (
      c.againstReference?.verdict === 'better' ||
      (!isBeaten && (c === reference || isNoWorse(c.againstReference)))
    );
  };
  return admissible.filter(isGood).sort((a, b) => byCost(costOf(a), costOf(b)) || scoreOf(b) - scoreOf(a));
}

/** The reference itself never has to; any other must be shown better, or no worse and cheaper, unless the reference is out. */
function earnsItsPlace(one: Contender, { reference, admissible }: Field): boolean {
  if (reference === undefined || one === reference || !admissible.includes(reference)) return true;
  const { againstReference } = one;
  return (
    againstReference?.verdict === 'better' ||
    (isNoWorse(againstReference) && isCheaper(costOf(one), costOf(reference)))
  );
}

function reasonsFor(pick: Contender, shown: readonly Contender[], field: Field): string[] {
  const { best, reference, admissible } = field;
  const reasons: string[] = [];
  if (pick === best) {
    reasons.push(`${pick.name} was the best on dev.`);
    if (admissible.some((c) => isCheaper(costOf(c), costOf(pick)) && !shown.includes(c)))
      reasons.push(
        `Nothing cheaper is shown to be within ${Number(field.marginPoints.toFixed(2))} points of it.`,
      );
  } else if (best !== undefined) {
    reasons.push(describeDifference(pick, pick.againstBest, best, field), describeCosts(pick, best));
  }
  if (reference !== undefined && reference !== pick && reference !== best)
    reasons.push(
      describeDifference(pick, pick.againstReference, reference, field),
      describeCosts(pick, reference),
    );
  return reasons;
}

function reasonsToStay(reference: Contender, field: Field): string[] {
  const others = field.admissible.filter((c) => c !== reference);
  return [
    `Nothing is shown to be better than ${reference.name}, or as good and cheaper.`,
    ...others.flatMap((c) => [
      describeDifference(c, c.againstReference, reference, field),
      ...(isNoWorse(c.againstReference) ? [describeCosts(c, reference)] : []),
    ]),
  ];
}

/** For each stack that might have been decided for instead: what stands in its way and could be told. */
function whatIsOpen(decided: Contender, shown: readonly Contender[], field: Field): string[] {
  const { admissible, best, reference } = field;
  const byOrder = shown.includes(decided);
  const rivals = admissible.filter(
    (c) => c !== decided && !(byOrder && isCheaper(costOf(decided), costOf(c))),
  );
  return rivals.flatMap((rival) => {
    const lacksBest = byOrder && best !== undefined && !shown.includes(rival);
    const [comparison, other] = lacksBest ? [rival.againstBest, best] : [rival.againstReference, reference];
    if (other === undefined) return [];
    const unpriced = [rival, decided].find((c) => 'unknown' in costOf(c));
    return isNoWorse(comparison) && unpriced !== undefined
      ? [`A price for ${unpriced.name} would settle whether ${rival.name} is cheaper than ${decided.name}.`]
      : whatWouldTell(rival, comparison, other, field);
  });
}

/** What it would take to judge the stacks that are out only because a figure is unknown. */
function whatIsUnknown(out: readonly Contender[], { constraints, basis }: DecisionInput): string[] {
  const needed = {
    minScore: `More ${basis} cases that can be scored.`,
    maxP95Ms: `At least 100 timed answers of each stack: more ${basis} cases.`,
    maxUsdPer1k: 'A price for every model, under `prices` in the config.',
  };
  const checks = out.map((c) => checkConstraints(c.reading, constraints).filter((k) => k.outcome !== 'met'));
  const open = checks.filter((unmet) => unmet.every((c) => c.outcome === 'unknown')).flat();
  return [...new Set(open.map((c) => needed[c.constraint]))];
}

function isNoWorse(comparison: Comparison | undefined): boolean {
  return comparison?.verdict === 'better' || comparison?.verdict === 'no worse';
}

const costOf = ({ reading }: Contender) => reading.usdPer1kAnswers;
const scoreOf = ({ reading }: Contender) => ('value' in reading.score ? reading.score.value : -1);
