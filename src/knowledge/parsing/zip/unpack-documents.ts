/** The documents within a zip archive, under names that cannot point anywhere. Does not parse them. */
import { ParseProblem } from '../parse-problem.ts';
import type { ParsingLimits } from '../parsing-limits.ts';
import { looksLikeZip, ZipArchive, type ZipEntry } from './zip-archive.ts';

/** One entry: its bytes, or why it cannot be read. The name is `archive/entry`. */
export type UnpackedDocument =
  | { readonly name: string; readonly bytes: Uint8Array }
  | { readonly name: string; readonly problem: string };

const archiveEnding = /\.(?:zip|7z|rar|tar|tgz|gz|bz2|xz|zst|jar)$/i;
/** What file managers leave behind. */
const debris = /(?:^|\/)(?:__MACOSX\/|\.DS_Store$|Thumbs\.db$)/;

/**
 * Every file of the archive in its order, one at a time in memory. Folders and the debris of file managers are passed over. Throws
 * `ParseProblem` when the archive itself cannot be read.
 */
export function* unpackDocuments(
  name: string,
  bytes: Uint8Array,
  limits: ParsingLimits,
): Generator<UnpackedDocument> {
  const archive = new ZipArchive(bytes, limits);
  const seen = new Set<string>();
  for (const entry of archive.entries) {
    if (entry.isFolder || debris.test(entry.name)) continue;
    const shown = `${name}/${entry.name.replace(/[^\P{Cc}]/gu, '�')}`;
    try {
      const refused = refusal(entry, seen);
      if (refused !== undefined) throw new ParseProblem(refused);
      seen.add(entry.name);
      const data = archive.read(entry);
      if (looksLikeZip(data) && !/\.(?:docx|xlsx|pptx|epub|od[tsp])$/i.test(entry.name))
        throw new ParseProblem(nested);
      yield { name: shown, bytes: data };
    } catch (error) {
      if (!(error instanceof ParseProblem)) throw error;
      yield { name: shown, problem: error.message };
    }
  }
}

const nested = 'is an archive within an archive, which is not opened';

function refusal(entry: ZipEntry, seen: ReadonlySet<string>): string | undefined {
  const { name } = entry;
  const steps = name.split(/[/\\]/);
  if (name === '' || /^[/\\]|^[a-z]:|[^\P{Cc}]/iu.test(name) || name.includes('\\') || steps.includes('..'))
    return 'has a name that leads out of the archive';
  if (seen.has(name)) return 'is in the archive twice';
  if (entry.isLink) return 'is a link, which is not followed';
  if (archiveEnding.test(name)) return nested;
  return undefined;
}
