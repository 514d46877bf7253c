/** The JSON Schema of the published ladder record, kept in `docs/report.schema.json`. */
import { z } from 'zod';
import { ladderSchema } from '../domain/ladder.ts';

/** JSON Schema 2020-12. */
export function reportSchema(): object {
  return { title: 'Fulcrum report', ...z.toJSONSchema(ladderSchema, { target: 'draft-2020-12' }) };
}
