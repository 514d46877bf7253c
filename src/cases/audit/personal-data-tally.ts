/** Counts the texts that hold personal data, by type. Does not know what the texts are. */
import { findPersonalData } from '../../checks/personal-data.ts';
import type { AuditFinding } from './finding.ts';
import { Tally } from './tally.ts';

export class PersonalDataTally {
  readonly #types = new Map<string, Tally>();

  add(id: string, text: string): void {
    for (const type of new Set(findPersonalData(text).map((span) => span.type))) {
      const tally = this.#types.get(type) ?? new Tally();
      this.#types.set(type, tally);
      // The value itself is not repeated: reports are passed on.
      tally.add(() => id);
    }
  }

  /** `texts`: what they are, for the message. */
  findings(texts: string, advice: string): AuditFinding[] {
    return [...this.#types].map(([type, tally]) => ({
      level: 'warning',
      code: 'PERSONAL_DATA',
      message: `${tally.count} ${texts} hold personal data of type ${type}`,
      ...tally,
      advice,
    }));
  }
}
