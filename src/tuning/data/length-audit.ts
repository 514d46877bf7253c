/** Examples that are longer than what a trainer, or the model itself, takes. Counts no tokens itself. */
import type { AuditFinding } from '../../cases/audit/finding.ts';
import { Tally } from '../../cases/audit/tally.ts';
import { wholePercent } from '../../cases/audit/whole-percent.ts';
import type { TrainingExample } from './training-example.ts';

export interface TokenLimits {
  /** Of the trainer: prompt and completion. */
  readonly maxLength: number;
  /** Of the model, where known. */
  readonly contextTokens?: number;
  /** Whether the tokens of the examples are estimates, as nobody had the tokenizer of the model. */
  readonly isEstimate?: boolean;
}

export class LengthAudit {
  readonly #limits: TokenLimits;
  readonly #tooLong = new Tally();
  readonly #beyondContext = new Tally();
  #examples = 0;
  #uncounted = 0;
  #longest = 0;

  constructor(limits: TokenLimits) {
    this.#limits = limits;
  }

  observe({ id, promptTokens, completionTokens }: TrainingExample): void {
    this.#examples += 1;
    if (promptTokens === undefined || completionTokens === undefined) {
      this.#uncounted += 1;
      return;
    }
    const tokens = promptTokens + completionTokens;
    const { maxLength, contextTokens = Number.POSITIVE_INFINITY } = this.#limits;
    this.#longest = Math.max(this.#longest, tokens);
    const described = () => `${id}: ${tokens} tokens`;
    if (tokens > contextTokens) this.#beyondContext.add(described);
    else if (tokens > maxLength) this.#tooLong.add(described);
  }

  /** Examples that are not known to be too long. */
  get usable(): number {
    return this.#examples - this.#tooLong.count - this.#beyondContext.count;
  }

  findings(): AuditFinding[] {
    const { maxLength, contextTokens, isEstimate } = this.#limits;
    const by = isEstimate ? ', by an estimate' : '';
    const share = (count: number) =>
      `${count} of ${this.#examples} examples (${wholePercent(count / this.#examples)} %)`;
    const findings: AuditFinding[] = [
      {
        level: 'warning',
        code: 'BEYOND_CONTEXT',
        message: `${share(this.#beyondContext.count)} are longer than the ${contextTokens} tokens that the model takes${by}`,
        ...this.#beyondContext,
        advice: 'They can neither be trained on nor answered; shorten their inputs, or take another model.',
      },
      {
        level: 'warning',
        code: 'TRUNCATED',
        message: `${share(this.#tooLong.count)} are longer than the ${maxLength} tokens that the trainer takes${by}`,
        ...this.#tooLong,
        advice: `The local trainer leaves them out, others cut their ends off, which is the answer; ${this.#longest} tokens would take all.`,
      },
      {
        level: 'info',
        code: 'LENGTH_UNKNOWN',
        message: `of ${share(this.#uncounted)} the length in tokens is not known`,
        count: this.#uncounted,
        examples: [],
        advice: '',
      },
    ];
    return findings.filter(({ count }) => count > 0);
  }
}
