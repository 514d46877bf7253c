/** Writes the text of a `fulcrum.config.ts`. Knows nothing of files. */
import type { CaseMapping } from '../../cases/case-mapping.ts';

export interface ConfigDraft {
  /** Absent for a task that so far only answers from documents. */
  readonly cases?: string | { readonly train: string; readonly test: string };
  /** Folder of documents, relative to the config. */
  readonly documents?: string;
  readonly mapping?: CaseMapping;
  readonly labels?: readonly string[];
  readonly instruction?: string;
  /** What answers today, and what the others are compared with: a function, as `external` names it. */
  readonly today?: { readonly name: string; readonly function: string };
  readonly chatModel: string;
  readonly embeddingModel: string;
  readonly service?: { readonly id: string; readonly baseURL: string; readonly apiKeyEnv?: string };
}

export function renderConfig(draft: ConfigDraft): string {
  const { cases, documents, mapping, labels, today, chatModel, embeddingModel, service } = draft;
  const lines = [
    "import { defineTask } from 'fulcrum';",
    '',
    'export default defineTask({',
    cases === undefined
      ? "  // cases: 'questions.jsonl', // for `fulcrum climb`: one a row, with input, expected and, where known, goldDocuments and principal"
      : `  cases: ${literal(mapping === undefined ? cases : { file: cases, map: mapping })},`,
    ...(documents === undefined ? [] : [`  knowledge: { documents: ${quote(documents)} },`]),
    ...(labels === undefined
      ? []
      : [
          "  contract: { kind: 'label' }, // labels are read from the cases; add `descriptions` to explain them",
        ]),
    `  instruction: {`,
    `    text: ${quote(draft.instruction ?? defaultInstruction(draft))},`,
    `    inputTag: ${quote(documents === undefined ? 'input' : 'question')},`,
    '  },',
    ...(service === undefined ? [] : [`  providers: [${literal({ ...service })}],`]),
    `  models: { chat: ${quote(chatModel)}, embedding: ${quote(embeddingModel)} },`,
    ...(service === undefined
      ? []
      : [
          `  // prices: { ${quote(chatModel)}: { inputUsdPerMillion: 0, outputUsdPerMillion: 0 } }, // needed for costs and --budget`,
        ]),
    `  levers: [${defaultLevers(draft).map(quote).join(', ')}],`,
    ...(today === undefined
      ? [
          "  reference: 'instruction', // what the other rungs are compared with: put what you run today under `external` and name it here",
        ]
      : [
          `  external: [${literal(today)}], // add \`costUsdPerAnswer\` for costs and --budget`,
          `  reference: ${quote(today.name)},`,
        ]),
    '  marginPoints: 5,',
    '});',
  ];
  return `${lines.join('\n')}\n`;
}

function defaultInstruction({ documents, labels }: ConfigDraft): string {
  if (documents !== undefined) return documentInstruction;
  return labels === undefined
    ? 'Answer the input as briefly as possible.'
    : 'Decide which of the labels fits the input best.';
}

/** What a folder of documents is asked with where nobody says otherwise. */
export const documentInstruction = 'Answer the question in one or two short sentences.';

function defaultLevers({ documents, labels }: ConfigDraft): string[] {
  if (documents !== undefined)
    return ['instruction', 'stuffed-knowledge', 'few-shot', 'retrieval', 'oracle-passages'];
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
