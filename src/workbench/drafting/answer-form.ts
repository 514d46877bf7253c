/** How a task expects an answer in words: as a text, or in the field `answer` of a JSON reply. Judges no answer. */
import { compileJsonSchema } from '../../checks/json-schema.ts';
import { FulcrumError } from '../../domain/errors.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import type { ReadTaskConfig } from '../config/task-config.ts';

/** The expected value of a case whose answer stands in `document`; `undefined` where the contract does not allow it. */
export type AnswerForm = (answer: string, document: string) => Json | undefined;

const filled = ['answer', 'source'];

/** `file`: of the config, for messages. Throws `DRAFTS_NEED_WORDS` where a contract leaves no room for words, or asks for more than them. */
export function answerForm(contract: ReadTaskConfig['contract'], file: string): AnswerForm {
  if (contract === undefined || contract.kind === 'text') return (answer) => answer;
  const schema = contract.kind === 'json' ? (contract.schema as JsonObject) : {};
  const { properties, required = [] } = schema as Schema;
  if (properties?.answer === undefined || required.some((key) => !filled.includes(key)))
    throw new FulcrumError('DRAFTS_NEED_WORDS', { file, contract: contract.kind });
  const problemOf = compileJsonSchema(schema);
  const hasSource = properties.source !== undefined;
  return (answer, document) => {
    const expected = { answer, ...(hasSource && { source: document }) };
    return problemOf(expected) === undefined ? expected : undefined;
  };
}

interface Schema {
  readonly properties?: JsonObject;
  readonly required?: readonly string[];
}
