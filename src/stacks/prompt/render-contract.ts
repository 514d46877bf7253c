/** Says in words what form the answer must have. Knows nothing of how the form is enforced. */
import type { OutputContract } from '../../domain/stack.ts';

/** The paragraph for the system message; empty for free text. */
export function renderContract(contract: OutputContract): string {
  switch (contract.kind) {
    case 'text':
      return '';
    case 'label': {
      const descriptions = new Map(Object.entries(contract.descriptions ?? {}));
      const lines = contract.labels.map((label) => {
        const description = descriptions.get(label);
        return description === undefined ? `- ${label}` : `- ${label}: ${description}`;
      });
      return `Answer with exactly one of these labels and nothing else:\n${lines.join('\n')}`;
    }
    case 'json':
      return `Answer with one JSON value that is valid under this schema, and nothing else:\n${JSON.stringify(contract.schema)}`;
  }
}
