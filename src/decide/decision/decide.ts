/** From readings and verdicts to what to ship, or to stop. Knows no lever, model or provider. */
import type { Comparison, Decision, Reading } from '../../domain/ladder.ts';
import { byCost, isCheaper } from './cheaper.ts';
import { type Constraints, checkConstraints, isAdmissible } from './constraints.ts';

export interface Contender {
  readonly id: string;
  readonly name: string;
  /** Sealed where there is a sealed set, else dev. */
  readonly reading: Reading;
  /** Against the reference; absent for the reference itself. */
  readonly againstReference?: Comparison;
  /** Against the best; absent for the best itself. */
  readonly againstBest?: Comparison;
  /** False when a language model answers. */
  readonly withoutLanguageModel: boolean;
}

export interface DecisionInput {
  readonly contenders: readonly Contender[];
  /** Named on dev, before the sealed set was read. */
  readonly bestId: string;
  readonly referenceId?: string;
  readonly constraints: Constraints;
  readonly marginPoints: number;
  /** E.g. 0.95. */
  readonly confidence: number;
  readonly basis: Decision['basis'];
}

/**
 * The cheapest admissible stack shown to be no worse than the best. A stack other than the reference ships only if it is shown better than
 * the reference, or no worse and cheaper; otherwise the reference stays, with what would settle it. `stop here` when nothing is admissible.
 */
export function decide(input: DecisionInput): Decision {
  const { contenders, bestId, referenceId, constraints, basis } = input;
  const admissible = contenders.filter((c) => isAdmissible(c.reading, constraints));
  const excluded = contenders.filter((c) => !admissible.includes(c)).map((c) => whyOut(c, constraints));
  const best = admissible.find((c) => c.id === bestId);
  const reference = contenders.find((c) => c.id === referenceId);
  if (admissible.length === 0) {
    return {
      kind: 'stop here',
      headline: 'Stop here: no stack meets your constraints.',
      reasons: excluded,
      wouldSettle: ['Relax a constraint, try a stronger model, or keep the task with people.'],
      basis,
    };
  }
  const shown = admissible
    .filter((c) => c === best || isNoWorse(c.againstBest))
    .sort((a, b) => byCost(a.reading.usdPer1kAnswers, b.reading.usdPer1kAnswers) || scoreOf(b) - scoreOf(a));
  const [pick] = shown;
  if (pick === undefined) {
    return {
      kind: 'undecided',
      headline: 'Undecided: the best on dev is not admissible here, and nothing is shown to be as good.',
      reasons: [...excluded, ...admissible.map((c) => describe(c, 'best', c.againstBest, input))],
      wouldSettle: admissible.flatMap((c) => settle(c.name, c.againstBest)),
      basis,
    };
  }
  const reasons = [
    ...shownReasons(pick, best, shown, input),
    ...(reference !== undefined && pick !== reference
      ? [describe(pick, reference.name, pick.againstReference, input)]
      : []),
    ...excluded,
  ];
  const notShown = admissible.filter((c) => !shown.includes(c));
  const wouldSettle = notShown
    .filter((c) => isCheaper(c.reading.usdPer1kAnswers, pick.reading.usdPer1kAnswers))
    .flatMap((c) => settle(c.name, c.againstBest));
  if (reference === undefined || earnsItsPlace(pick, reference, admissible)) {
    const aside = pick.withoutLanguageModel ? ' Do not use a language model for this task.' : '';
    return {
      kind: 'ship',
      rungId: pick.id,
      headline: `Ship ${pick.name}.${aside}`,
      reasons,
      wouldSettle,
      basis,
    };
  }
  return {
    kind: 'keep the reference',
    rungId: reference.id,
    headline: `Keep ${reference.name}.`,
    reasons: [
      ...(pick === reference
        ? reasons
        : [`Nothing is shown to be better than ${reference.name}, or as good and cheaper.`, ...reasons]),
    ],
    wouldSettle: [...wouldSettle, ...settle(pick.name, pick.againstReference)],
    basis,
  };
}

function whyOut({ name, reading }: Contender, constraints: Constraints): string {
  const notMet = checkConstraints(reading, constraints).filter((c) => c.outcome !== 'met');
  return `${name} is out: ${notMet.map((c) => c.detail).join('; ')}.`;
}

/** The reference itself never has to; any other must be shown better, or no worse and cheaper, or the reference is inadmissible. */
function earnsItsPlace(pick: Contender, reference: Contender, admissible: readonly Contender[]): boolean {
  if (pick === reference) return false;
  const verdict = pick.againstReference?.verdict;
  if (!admissible.includes(reference)) return verdict !== 'worse';
  return (
    verdict === 'better' ||
    (verdict === 'no worse' && isCheaper(pick.reading.usdPer1kAnswers, reference.reading.usdPer1kAnswers))
  );
}

function isNoWorse(comparison: Comparison | undefined): boolean {
  return comparison?.verdict === 'better' || comparison?.verdict === 'no worse';
}

function shownReasons(
  pick: Contender,
  best: Contender | undefined,
  shown: readonly Contender[],
  input: DecisionInput,
): string[] {
  if (best === undefined || pick === best) {
    return shown.length === 1
      ? [
          `${pick.name} scores highest on dev, and nothing cheaper is shown to be within ${input.marginPoints} points of it.`,
        ]
      : [
          `${pick.name} scores highest on dev and costs least of the ${shown.length} stacks that are as good.`,
        ];
  }
  return [
    describe(pick, best.name, pick.againstBest, input),
    isCheaper(pick.reading.usdPer1kAnswers, best.reading.usdPer1kAnswers)
      ? `It is the cheapest of the ${shown.length} stacks that are as good.`
      : 'It costs no more, as far as costs are known.',
  ];
}

function describe(
  { name }: Contender,
  other: string,
  comparison: Comparison | undefined,
  { marginPoints, confidence }: DecisionInput,
): string {
  if (comparison === undefined) return `${name} was not compared with ${other}.`;
  const { verdict, differencePoints, intervalPoints, pairs } = comparison;
  const range = intervalPoints
    ? ` (${Math.round(confidence * 1000) / 10} % interval ${signed(intervalPoints.low)} to ${signed(intervalPoints.high)})`
    : '';
  const difference = `${signed(differencePoints)} points${range} on ${pairs} cases`;
  const sentence = {
    better: 'is better than',
    'no worse': `is no worse than, within ${marginPoints} points,`,
    worse: 'is worse than',
    'cannot tell': 'cannot be told apart from',
  }[verdict];
  return `${name} ${sentence} ${other}: ${difference}.`;
}

function settle(name: string, comparison: Comparison | undefined): string[] {
  if (comparison?.verdict !== 'cannot tell' || comparison.casesToTell === undefined) return [];
  const more = comparison.casesToTell - comparison.pairs;
  return more > 0
    ? [`About ${more.toLocaleString('en')} more sealed cases would settle ${name}, if what was seen holds.`]
    : [];
}

function scoreOf({ reading }: Contender): number {
  return 'value' in reading.score ? reading.score.value : -1;
}

const signed = (points: number) => `${points >= 0 ? '+' : '−'}${Math.abs(points).toFixed(1)}`;
