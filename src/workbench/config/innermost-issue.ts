/** Of a complaint about a union, the complaint of the alternative that was meant. Knows no schema. */
import type { z } from 'zod';

/** An alternative of another type than what was given was not meant; where none fits, the types that would. */
export function innermostIssue(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const first = issue.errors.flatMap(([inner]) => inner ?? []);
  const meant = first.find((inner) => inner.code !== 'invalid_type' || inner.path.length > 0);
  if (meant !== undefined) return innermostIssue({ ...meant, path: [...issue.path, ...meant.path] });
  const types = first.flatMap((inner) => (inner.code === 'invalid_type' ? inner.expected : []));
  return types.length === 0 ? issue : { ...issue, message: `must be ${types.join(' or ')}` };
}
