/** Whether there are enough examples for what is to be learnt, overall and by label. Does not look into them. */

import type { Auditor } from '../../cases/audit/auditor.ts';
import { BalanceAudit } from '../../cases/audit/balance-audit.ts';
import { type AuditFinding, maxExamples } from '../../cases/audit/finding.ts';
import type { OutputContract } from '../../domain/stack.ts';

/** Hosted trainers take no fewer; source: OpenAI, guide to supervised fine-tuning, which sees gains from 50 to 100 on. */
export const fewestExamples = 10;

interface Goal {
  readonly what: string;
  readonly from: number;
  readonly to: number;
}

/** 500 to 2,000 examples for 10 labels, as below. */
const perLabel = { from: 50, to: 200 };

/** First guesses that guides to fine-tuning agree on; no measurement of ours. Of more than 10 labels each is taken to need as many. */
function goalOf(contract: OutputContract): Goal {
  switch (contract.kind) {
    case 'text':
      return { what: 'a style or form of answer', from: 50, to: 500 };
    case 'json':
      return { what: 'extraction or transformation', from: 1000, to: 10_000 };
    case 'label': {
      const labels = Math.max(10, contract.labels.length);
      const what = `a choice of ${contract.labels.length} labels`;
      return { what, from: perLabel.from * labels, to: perLabel.to * labels };
    }
  }
}

/** The balance of the classes as the audit of cases tells it, held to what training needs. */
export function classBalance(): Auditor {
  const balance = new BalanceAudit({ thinTrainClass: perLabel.from, thinSealedClass: 0, thinSlice: 0 });
  const wanted = ['CLASS_BALANCE', 'THIN_CLASSES'];
  return {
    observe: (one) => balance.observe(one),
    findings: () => balance.findings().filter(({ code }) => wanted.includes(code)),
  };
}

/** `usable`: examples that a trainer would take. */
export function enoughExamples(usable: number, contract: OutputContract): AuditFinding {
  const { what, from, to } = goalOf(contract);
  const guess = `for ${what} guides to fine-tuning say ${from} to ${to}, as a first guess`;
  const finding = { code: 'TRAINING_EXAMPLES', count: usable, examples: [] };
  if (usable < fewestExamples) {
    return {
      ...finding,
      level: 'error',
      message: `${usable} examples can be trained on; nothing is learnt from fewer than ${fewestExamples}, and ${guess}`,
      advice: 'Write or collect more; until then examples in the prompt serve better.',
    };
  }
  return {
    ...finding,
    level: usable < from ? 'warning' : 'info',
    message: `${usable} examples can be trained on; ${guess}`,
    advice: 'How much more of them would help, only measuring on parts of them tells.',
  };
}

/** Labels that may be answered and are never shown. */
export function missingLabels(contract: OutputContract, seen: ReadonlySet<string>): AuditFinding[] {
  const missing = contract.kind === 'label' ? contract.labels.filter((label) => !seen.has(label)) : [];
  if (missing.length === 0 || seen.size === 0) return [];
  return [
    {
      level: 'warning',
      code: 'LABELS_WITHOUT_EXAMPLES',
      message: `${missing.length} labels of the contract have no example`,
      count: missing.length,
      examples: missing.slice(0, maxExamples),
      advice:
        'What is trained will hardly answer them any more; add examples, or take them out of the contract.',
    },
  ];
}
