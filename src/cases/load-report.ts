/** What a loader left out or understood in its own way, so that nothing is dropped silently. Does not know how it is shown. */

export interface LoadReport {
  /** Names of the loaders used, by file. */
  readonly formats: Readonly<Record<string, string>>;
  /** promptfoo assertion types that have no counterpart here, with how often each occurred. */
  readonly unmappedAssertions: Readonly<Record<string, number>>;
  /** Columns or keys that no field of a case was read from. */
  readonly ignoredColumns: readonly string[];
  /** Anything else worth a line, with how often it occurred. */
  readonly notes: Readonly<Record<string, number>>;
}

/** Collects a report while cases stream by; one collector serves one pass over all files. */
export class LoadReportCollector {
  readonly #formats = new Map<string, string>();
  readonly #unmapped = new Map<string, number>();
  readonly #ignored = new Set<string>();
  readonly #notes = new Map<string, number>();

  format(file: string, loader: string): void {
    this.#formats.set(file, loader);
  }

  unmappedAssertion(type: string): void {
    this.#unmapped.set(type, (this.#unmapped.get(type) ?? 0) + 1);
  }

  ignoredColumn(name: string): void {
    this.#ignored.add(name);
  }

  note(text: string): void {
    this.#notes.set(text, (this.#notes.get(text) ?? 0) + 1);
  }

  report(): LoadReport {
    return {
      formats: Object.fromEntries(this.#formats),
      unmappedAssertions: Object.fromEntries(this.#unmapped),
      ignoredColumns: [...this.#ignored],
      notes: Object.fromEntries(this.#notes),
    };
  }
}
