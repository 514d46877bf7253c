/** Which column or key holds which field of a case: as the user says, or by the usual names. Does not know formats. */
import { FulcrumError } from '../domain/errors.ts';

/** Fields a file can give. */
export const caseFields = [
  'input',
  'expected',
  'id',
  'group',
  'tags',
  'goldDocuments',
  'goldPassages',
  'principal',
  'humanScore',
] as const;
export type CaseField = (typeof caseFields)[number];

/** Columns (CSV) or dotted paths (JSON) by field. Several for `input` or `expected` become one object with those names as keys. */
export type CaseMapping = Readonly<Partial<Record<CaseField, string | readonly string[]>>>;

/**
 * Reads `input=question,expected=answer`; a field named twice (`input=subject,input=body`) takes several columns. A dotted path
 * (`input=userInput.text`) goes into nested objects. Throws `CASES_MAPPING` on an unknown field or a missing `=`.
 */
export function parseMapping(text: string): CaseMapping {
  const mapping: Partial<Record<CaseField, string[]>> = {};
  for (const part of text.split(',')) {
    const at = part.indexOf('=');
    const field = part.slice(0, at).trim();
    const column = part.slice(at + 1).trim();
    if (at < 1 || column === '' || !isCaseField(field)) {
      throw new FulcrumError('CASES_MAPPING', { part: part.trim(), fields: caseFields.join(', ') });
    }
    mapping[field] = [...(mapping[field] ?? []), column];
  }
  return mapping;
}

function isCaseField(name: string): name is CaseField {
  return (caseFields as readonly string[]).includes(name);
}

/** Usual names by field, the better first; compared without case, with spaces and hyphens as underscores. */
const usualNames: Readonly<Record<CaseField, readonly string[]>> = {
  input: [
    'input',
    'text',
    'question',
    'prompt',
    'query',
    'message',
    'messages',
    'utterance',
    'ticket',
    'email',
    'body',
    'content',
    'sentence',
    'instruction',
    'request',
    'document',
  ],
  expected: [
    'expected',
    'expected_output',
    'expected_answer',
    'label',
    'category',
    'answer',
    'answers',
    'intent',
    'class',
    'target',
    'output',
    'completion',
    'response',
    'reference',
    'ideal',
    'gold',
    'queue',
    'topic',
  ],
  id: ['id', 'case_id', 'caseid'],
  group: ['group', 'group_id', 'conversation_id', 'thread_id', 'customer_id'],
  tags: ['tags', 'tag', 'slice', 'slices'],
  goldDocuments: ['gold_documents', 'golddocuments', 'gold_document', 'relevant_documents'],
  goldPassages: ['gold_passages', 'goldpassages'],
  principal: ['principal', 'acting_user', 'user_id'],
  humanScore: ['human_score', 'humanscore', 'human_grade'],
};

/** The columns that the mapping or the usual names give to each field; a field without a column is absent. */
export function resolveMapping(
  mapping: CaseMapping,
  columns: readonly string[],
): Partial<Record<CaseField, readonly string[]>> {
  const taken = new Set<string>(Object.values(mapping).flat());
  const resolved: Partial<Record<CaseField, readonly string[]>> = {};
  for (const field of caseFields) {
    const named = mapping[field];
    if (named !== undefined) {
      resolved[field] = typeof named === 'string' ? [named] : named;
      continue;
    }
    const found = usualNames[field]
      .map((usual) => columns.find((column) => plain(column) === usual && !taken.has(column)))
      .find((column) => column !== undefined);
    if (found !== undefined) {
      resolved[field] = [found];
      taken.add(found);
    }
  }
  return resolved;
}

function plain(column: string): string {
  return column
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
}
