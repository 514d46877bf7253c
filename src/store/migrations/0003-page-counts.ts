/** How many pages a document has, where its format has pages. Frozen: later changes are later migrations. */
export const pageCounts = `
alter table fulcrum.documents add column page_count integer;
`;
