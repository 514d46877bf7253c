/** Writes the text of a `fulcrum.config.ts`. Knows nothing of files. */
import type { CaseMapping } from '../../cases/case-mapping.ts';

export interface ConfigDraft {
  readonly cases: string;
  readonly mapping?: CaseMapping;
  readonly labels?: readonly string[];
  readonly instruction?: string;
  readonly chatModel: string;
  readonly embeddingModel: string;
  readonly service?: { readonly id: string; readonly baseURL: string; readonly apiKeyEnv?: string };
}

export function renderConfig(draft: ConfigDraft): string {
  const { cases, mapping, labels, chatModel, embeddingModel, service } = draft;
  const source = mapping === undefined ? quote(cases) : literal({ file: cases, map: mapping });
  const lines = [
    "import { defineTask } from 'fulcrum';",
    '',
    'export default defineTask({',
    `  cases: ${source},`,
    ...(labels === undefined
      ? []
      : [
          "  contract: { kind: 'label' }, // labels are read from the cases; add `descriptions` to explain them",
        ]),
    `  instruction: {`,
    `    text: ${quote(draft.instruction ?? defaultInstruction(labels))},`,
    "    inputTag: 'input',",
    '  },',
    ...(service === undefined ? [] : [`  providers: [${literal({ ...service })}],`]),
    `  models: { chat: ${quote(chatModel)}, embedding: ${quote(embeddingModel)} },`,
    ...(service === undefined
      ? []
      : [
          `  // prices: { ${quote(chatModel)}: { inputUsdPerMillion: 0, outputUsdPerMillion: 0 } }, // needed for costs and --budget`,
        ]),
    `  levers: [${defaultLevers(labels).map(quote).join(', ')}],`,
    "  reference: 'instruction', // what the other rungs are compared with: put what you run today under `external` and name it here",
    '  marginPoints: 5,',
    '});',
  ];
  return `${lines.join('\n')}\n`;
}

function defaultInstruction(labels: readonly string[] | undefined): string {
  return labels === undefined
    ? 'Answer the input as briefly as possible.'
    : 'Decide which of the labels fits the input best.';
}

function defaultLevers(labels: readonly string[] | undefined): string[] {
  const prompts = ['instruction', 'few-shot', 'retrieved-few-shot'];
  return labels === undefined ? prompts : ['majority', 'naive-bayes', 'classifier', ...prompts];
}

/** A value as a person would write it: keys bare where they can be, lists of one without brackets. */
function literal(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) {
    return value.length === 1 ? literal(value[0]) : `[${value.map(literal).join(', ')}]`;
  }
  const entries = Object.entries(value as object).map(([key, v]) => `${bareKey(key)}: ${literal(v)}`);
  return `{ ${entries.join(', ')} }`;
}

const bareKey = (key: string) => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : quote(key));

const quote = (text: string) =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
