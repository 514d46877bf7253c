/** Guesses the contract from the expected values as they stream by, for tasks that state none. Does not know formats. */
import type { DraftExpected } from '../draft-case.ts';
import type { CaseContract } from './case-contract.ts';

/** More distinct values, or longer ones, are answers and not labels. */
const maxLabels = 300;
const maxLabelLength = 64;
/** A label stands on this many cases on average at least; fewer repeat by chance. */
const minCasesPerLabel = 3;

export interface InferredContract {
  readonly contract: CaseContract;
  /** Why, in words that end a sentence beginning "read as …, because". */
  readonly because: string;
}

/** Feed it every draft once; memory is bounded by `maxLabels` short texts. */
export class ContractInference {
  #cases = 0;
  #withCalls = 0;
  #lists = 0;
  #structured = 0;
  #tooMany = false;
  readonly #values = new Set<string>();

  observe(expected: DraftExpected | undefined): void {
    if (expected === undefined) return;
    this.#cases += 1;
    if (expected.calls !== undefined && expected.calls.length > 0) this.#withCalls += 1;
    const { value } = expected;
    if (value === undefined) return;
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) this.#lists += 1;
    else if (typeof value === 'object') this.#structured += 1;
    else this.#observeText(String(value).trim());
  }

  #observeText(text: string): void {
    if (/^\s*[{[]/.test(text) && isJsonText(text)) this.#structured += 1;
    if (this.#tooMany) return;
    if (text.length > maxLabelLength || text.includes('\n')) this.#tooMany = true;
    else this.#values.add(text);
    if (this.#values.size > maxLabels) this.#tooMany = true;
    if (this.#tooMany) this.#values.clear();
  }

  conclude(): InferredContract {
    const distinct = this.#values.size;
    if (this.#withCalls > 0) {
      return { contract: { kind: 'tool-calls' }, because: `${this.#withCalls} cases expect a tool call` };
    }
    if (this.#cases > 0 && this.#lists === this.#cases) {
      return { contract: { kind: 'accepted' }, because: 'every expected value is a list of texts' };
    }
    if (this.#cases > 0 && this.#lists + this.#structured === this.#cases) {
      return { contract: { kind: 'json' }, because: 'every expected value is JSON' };
    }
    if (
      !this.#tooMany &&
      this.#structured === 0 &&
      distinct >= 2 &&
      this.#cases >= distinct * minCasesPerLabel
    ) {
      const labels = [...this.#values].sort();
      return {
        contract: { kind: 'label', labels },
        because: `${this.#cases} expected values are only ${distinct} different short texts`,
      };
    }
    return { contract: { kind: 'text' }, because: 'the expected values are many different texts' };
  }
}

function isJsonText(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}
