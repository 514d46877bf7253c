/** The index over the vectors of a corpus (HNSW), once there are so many that comparing all of them takes too long. Knows nothing of queries. */
import type { Pool } from 'pg';
import type { CorpusTables } from './corpus-tables.ts';

/** Below, comparing all takes some 25 ms on the embedded engine. */
const fewestVectors = 15_000;
/** So many that the build, 2 ms a vector there, stays far from what its watchdog bears; what comes later is added one by one. */
const mostVectors = 100_000;
/** The most that pgvector indexes. */
const mostDimensions = 2_000;
/**
 * Of 50,000 made-up vectors in topics and documents (`bench/filtered-search.ts`) the best ten are found to 100 % with 12 connections and
 * 80 candidates, to 98 % with 12 and 48, to 89 % with 8 and 32; 16 and 64 find no more and take as long.
 */
const connections = 12;
const buildCandidates = 80;

/** The expression that is indexed: the column itself is of no fixed length. */
export const indexedVector = (column: string, dimensions: number) => `(${column}::vector(${dimensions}))`;

/** Builds the index where it pays and is not there. */
export async function buildNearestIndex(
  pool: Pool,
  { vectors, nearest }: CorpusTables,
  fewest = fewestVectors,
): Promise<void> {
  const { rows } = await pool.query<{ count: number; dimensions: number | null; is_there: boolean }>(
    `select count(*)::integer as count, min(vector_dims(embedding)) as dimensions, to_regclass($1) is not null as is_there
     from ${vectors}`,
    [`fulcrum.${nearest}`],
  );
  const { count = 0, dimensions, is_there } = rows[0] ?? {};
  if (is_there || !dimensions || dimensions > mostDimensions) return;
  if (count < fewest || count > mostVectors) return;
  // Vectors and their links; in less memory the build becomes many times as slow.
  const neededMb = Math.ceil((count * (dimensions * 4 + connections * 64)) / 2 ** 20) + 64;
  // One message is one transaction. The lock lets a second process that builds wait, and then find the index there.
  await pool.query(`lock table ${vectors} in share row exclusive mode;
    set local maintenance_work_mem = '${neededMb}MB';
    create index if not exists ${nearest} on ${vectors}
      using hnsw (${indexedVector('embedding', dimensions)} vector_cosine_ops)
      with (m = ${connections}, ef_construction = ${buildCandidates})`);
}
