/** Who may read what: groups, and who stands in them. Knows nothing of files or stores. */

/** The group that every principal is in. Nobody, an absent principal, is in no group at all. */
export const everyone = 'everyone';

/** Further groups by principal. A principal is also in the group of its own name. */
export type Memberships = Readonly<Record<string, readonly string[]>>;

/** The groups a principal reads with; empty without one, so that what forgets to say who asks finds nothing. */
export function groupsOf(principal: string | undefined, memberships: Memberships): readonly string[] {
  if (principal === undefined || principal === '') return [];
  const further = Object.hasOwn(memberships, principal) ? (memberships[principal] ?? []) : [];
  return [...new Set([principal, everyone, ...further])];
}
