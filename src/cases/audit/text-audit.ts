/** What stands in single texts that should not: personal data, invisible characters, the label itself, extreme length. Compares no cases. */
import { normaliseText } from '../text/normalise.ts';
import { shorten } from '../text/shorten.ts';
import type { AuditedCase, Auditor } from './auditor.ts';
import type { AuditFinding } from './finding.ts';
import { invisibleText } from './invisible-text.ts';
import { PersonalDataTally } from './personal-data-tally.ts';
import { Tally } from './tally.ts';
import { wholePercent } from './whole-percent.ts';

/** Longer than so many times the median and than so many characters. */
const outlierFactor = 10;
const outlierLength = 2000;
/** Labels of fewer letters occur in texts by chance. */
const minLabelLength = 4;

export class TextAudit implements Auditor {
  readonly #personal = new PersonalDataTally();
  readonly #invisible = new Map<string, Tally>();
  readonly #leaks = new Tally();
  #labelled = 0;
  /** Texts by the power of √2 of their length, for the median. */
  readonly #lengths = new Uint32Array(64);
  readonly #longest: { readonly length: number; readonly name: string }[] = [];
  #cases = 0;

  observe({ case: one, text, label }: AuditedCase): void {
    this.#cases += 1;
    const name = () => `${one.id}: ${shorten(text, 60)}`;
    this.#personal.add(one.id, text);
    for (const kind of invisibleText(text)) tallyOf(this.#invisible, kind).add(() => one.id);
    if (label !== undefined) {
      this.#labelled += 1;
      if (standsIn(label, text)) this.#leaks.add(() => `${name()} (${label})`);
    }
    this.#observeLength(text.length, name);
  }

  #observeLength(length: number, name: () => string): void {
    const bucket = Math.min(63, Math.floor(2 * Math.log2(length + 1)));
    this.#lengths[bucket] = (this.#lengths[bucket] as number) + 1;
    if (length <= outlierLength) return;
    this.#longest.push({ length, name: name() });
    if (this.#longest.length > 1000) this.#longest.sort((a, b) => b.length - a.length).splice(500);
  }

  findings(): AuditFinding[] {
    return [
      ...this.#personal.findings(
        'cases',
        'Replace it by invented data before anything is sent to a provider or trained on.',
      ),
      ...[...this.#invisible].map(
        ([kind, tally]): AuditFinding => ({
          level: 'warning',
          code: 'INVISIBLE_TEXT',
          message: `${tally.count} cases hold ${kind} that people do not see and models read`,
          ...tally,
          advice: 'Remove them, unless hidden instructions are what the task tests.',
        }),
      ),
      ...this.#labelFindings(),
      ...this.#lengthFindings(),
    ];
  }

  #labelFindings(): AuditFinding[] {
    if (this.#leaks.count === 0) return [];
    const share = this.#leaks.count / this.#labelled;
    return [
      {
        level: share > 0.5 ? 'warning' : 'info',
        code: 'LABEL_IN_INPUT',
        message: `in ${this.#leaks.count} cases (${wholePercent(share)} %) the label's own words stand in the input`,
        ...this.#leaks,
        advice:
          'Harmless where people say what they want; if an export wrote the label into the text, remove it.',
      },
    ];
  }

  #lengthFindings(): AuditFinding[] {
    const limit = Math.max(outlierLength, outlierFactor * this.#medianLength());
    const outliers = this.#longest.filter(({ length }) => length > limit).sort((a, b) => b.length - a.length);
    if (outliers.length === 0) return [];
    const tally = new Tally();
    for (const { length, name } of outliers) tally.add(() => `${name} (${length} characters)`);
    return [
      {
        level: 'info',
        code: 'LENGTH_OUTLIERS',
        message: `${outliers.length} inputs are longer than ${Math.round(limit)} characters`,
        ...tally,
        advice:
          'They dominate cost and may not fit the context of small models; check that they belong here.',
      },
    ];
  }

  #medianLength(): number {
    let seen = 0;
    const bucket = this.#lengths.findIndex((count) => {
      seen += count;
      return seen * 2 >= this.#cases;
    });
    return 2 ** ((bucket + 0.5) / 2) - 1;
  }
}

function tallyOf(tallies: Map<string, Tally>, key: string): Tally {
  const known = tallies.get(key) ?? new Tally();
  tallies.set(key, known);
  return known;
}

/** The words of the label one after another, as words of the text; `card_arrival` stands in "card arrival", not in "discard". */
function standsIn(label: string, text: string): boolean {
  const words = label.replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
  if (words.length < minLabelLength) return false;
  const plain = (value: string) => ` ${normaliseText(value).replace(/[^\p{L}\p{N}]+/gu, ' ')} `;
  return plain(text).includes(plain(words));
}
