/** How cases spread over splits, classes, tags and groups, and what a set of that size can show. Does not look into texts. */
import { type Split, splits } from '../../domain/case.ts';
import type { AuditedCase, Auditor } from './auditor.ts';
import { type AuditFinding, maxExamples } from './finding.ts';
import { Tally } from './tally.ts';

export interface BalanceOptions {
  /** Fewer cases of a class in train, or in sealed, are too few. */
  readonly thinTrainClass: number;
  readonly thinSealedClass: number;
  /** Fewer sealed cases of a tag say nothing about that slice. */
  readonly thinSlice: number;
  /** The smallest difference of two proportions, in (0, 1), that so many paired cases show with 80 % power. */
  readonly detectableDifference?: (cases: number) => number;
}

type Counts = Record<Split, number>;

/** A majority class above this makes accuracy look good by itself. */
const dominantShare = 0.5;

export class BalanceAudit implements Auditor {
  readonly #options: BalanceOptions;
  readonly #counts: Counts = none();
  readonly #classes = new Map<string, Counts>();
  readonly #slices = new Map<string, Counts>();
  /** Splits of each group, as bits. */
  readonly #groups = new Map<string, number>();
  #withoutAnswer = 0;

  constructor(options: BalanceOptions) {
    this.#options = options;
  }

  observe({ case: one, label }: AuditedCase): void {
    this.#counts[one.split] += 1;
    if (label !== undefined) countIn(this.#classes, label)[one.split] += 1;
    for (const tag of one.tags) countIn(this.#slices, tag)[one.split] += 1;
    if (one.group !== undefined) {
      this.#groups.set(one.group, (this.#groups.get(one.group) ?? 0) | (1 << splits.indexOf(one.split)));
    }
    if (one.expected === undefined) this.#withoutAnswer += 1;
  }

  findings(): AuditFinding[] {
    return [
      ...this.#groupFindings(),
      ...this.#classFindings(),
      ...this.#sliceFindings(),
      ...this.#answerFindings(),
      ...this.#resolutionFindings(),
    ];
  }

  #groupFindings(): AuditFinding[] {
    const tally = new Tally();
    const sealedBit = 1 << splits.indexOf('sealed');
    for (const [group, bits] of this.#groups)
      if (bits & sealedBit && bits !== sealedBit) tally.add(() => group);
    return tally.count === 0
      ? []
      : [
          {
            level: 'error',
            code: 'GROUP_ACROSS_SPLITS',
            message: `${tally.count} groups have cases in sealed and elsewhere`,
            ...tally,
            advice: 'Leave their new cases out, or start another sealed set with `fulcrum seal --new`.',
          },
        ];
  }

  #classFindings(): AuditFinding[] {
    const total = sum([...this.#classes.values()].map(all));
    if (total === 0) return [];
    const bySize = [...this.#classes].sort(([, a], [, b]) => all(b) - all(a));
    const [largest, smallest] = [bySize[0] as [string, Counts], bySize.at(-1) as [string, Counts]];
    const share = all(largest[1]) / total;
    return [
      {
        level: share > dominantShare && this.#classes.size > 2 ? 'warning' : 'info',
        code: 'CLASS_BALANCE',
        message: `${this.#classes.size} classes; the largest is ${largest[0]} with ${percent(share)} of the cases, the smallest ${smallest[0]} with ${percent(all(smallest[1]) / total)}`,
        count: this.#classes.size,
        examples: bySize.slice(0, maxExamples).map(([name, counts]) => `${name}: ${all(counts)}`),
        advice: 'Always answering the largest class scores its share: read macro F1 beside accuracy.',
      },
      ...this.#thinClasses('train', this.#options.thinTrainClass),
      ...this.#thinClasses('sealed', this.#options.thinSealedClass),
    ];
  }

  #thinClasses(split: Split, least: number): AuditFinding[] {
    if (this.#counts[split] === 0) return [];
    const thin = [...this.#classes].filter(([, counts]) => counts[split] < least);
    if (thin.length === 0) return [];
    return [
      {
        level: 'warning',
        code: 'THIN_CLASSES',
        message: `${thin.length} of ${this.#classes.size} classes have fewer than ${least} cases in ${split}`,
        count: thin.length,
        examples: thin.slice(0, maxExamples).map(([name, counts]) => `${name}: ${counts[split]}`),
        advice:
          split === 'train'
            ? 'Collect more, merge them with a neighbour, or expect levers that learn to miss them.'
            : 'Their precision and recall cannot be told from chance; collect more before reading them.',
      },
    ];
  }

  #sliceFindings(): AuditFinding[] {
    if (this.#counts.sealed === 0) return [];
    const { thinSlice } = this.#options;
    const thin = [...this.#slices].filter(([, counts]) => counts.sealed < thinSlice);
    if (thin.length === 0) return [];
    return [
      {
        level: 'info',
        code: 'THIN_SLICES',
        message: `${thin.length} of ${this.#slices.size} tags have fewer than ${thinSlice} sealed cases`,
        count: thin.length,
        examples: thin.slice(0, maxExamples).map(([name, counts]) => `${name}: ${counts.sealed}`),
        advice: 'A mean can hide that such a slice broke; collect more of what matters most.',
      },
    ];
  }

  #answerFindings(): AuditFinding[] {
    if (this.#withoutAnswer === 0) return [];
    return [
      {
        level: 'info',
        code: 'NO_EXPECTED_ANSWER',
        message: `${this.#withoutAnswer} cases have no expected answer`,
        count: this.#withoutAnswer,
        examples: [],
        advice: 'They can be scored by assertions or a judge only, and teach nothing.',
      },
    ];
  }

  #resolutionFindings(): AuditFinding[] {
    const { detectableDifference } = this.#options;
    return (['sealed', 'dev'] as const).flatMap((split): AuditFinding[] => {
      const cases = this.#counts[split];
      if (cases === 0) {
        return [
          {
            level: 'warning',
            code: 'EMPTY_SPLIT',
            message: `there are no ${split} cases`,
            count: 0,
            examples: [],
            advice:
              split === 'sealed'
                ? 'Without them no verdict is honest.'
                : 'Without them nothing can be chosen.',
          },
        ];
      }
      if (detectableDifference === undefined) return [];
      const points = Math.round(detectableDifference(cases) * 1000) / 10;
      return [
        {
          level: split === 'sealed' && points > 10 ? 'warning' : 'info',
          code: 'RESOLUTION',
          message:
            points >= 100
              ? `with ${cases} ${split} cases: no difference can be told (80 % power)`
              : `with ${cases} ${split} cases: differences of ${points} points and more can be told (80 % power)`,
          count: cases,
          examples: [],
          advice: 'Half the difference needs four times the cases.',
        },
      ];
    });
  }
}

function none(): Counts {
  return { train: 0, dev: 0, sealed: 0 };
}

function countIn(counts: Map<string, Counts>, key: string): Counts {
  const known = counts.get(key) ?? none();
  counts.set(key, known);
  return known;
}

function all(counts: Counts): number {
  return counts.train + counts.dev + counts.sealed;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
