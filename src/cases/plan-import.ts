/** Names what an import would give, by hashing the files it reads. Does not read cases, save where one file refers to others. */
import { type Split, splits } from '../domain/case.ts';
import { contentHash } from '../domain/content-hash.ts';
import { ApprovalSearch } from './approval/approval-search.ts';
import { countedCases } from './approval/counted-cases.ts';
import type { CaseMapping } from './case-mapping.ts';
import { type CaseSource, fileSource } from './case-source.ts';
import type { CaseContract } from './expected/case-contract.ts';
import { LoadReportCollector } from './load-report.ts';
import { loaderFor } from './loaders/loaders.ts';
import { digestOf, pinnedSource, recordingSource } from './pinned-source.ts';
import { readArchivedSets, readSealedSet, type SealedSet } from './seal/sealed-set.ts';
import { defaultSplit, type SplitSettings } from './split/split-settings.ts';

export interface ImportSource {
  /** Relative to the folder of the task. */
  readonly path: string;
  /** Every case of this file belongs here: an own test file is `sealed`, an own dev file `dev`. Absent: cases are drawn. */
  readonly split?: Split;
}

export interface ImportRequest {
  readonly sources: readonly ImportSource[];
  /** The task's folder: paths are relative to it, and `sealed-set.json` stands in it. */
  readonly folder: string;
  readonly mapping?: CaseMapping;
  /** Inferred from all files when absent. */
  readonly contract?: CaseContract;
  readonly split?: SplitSettings;
  /** Default true: a case without expected answer and assertions is refused. */
  readonly requireExpected?: boolean;
  readonly onProgress?: (progress: ImportProgress) => void;
}

export interface ImportProgress {
  readonly phase: 'hashing' | 'reading' | 'storing';
  /** Bytes when hashing, else cases. */
  readonly done: number;
}

/** Everything an import needs, settled; the hash names its outcome. */
export interface ImportPlan {
  /** Over the files' bytes, or of a file with drafts the cases that count, mapping, contract, split settings and the sealed set. */
  readonly hash: string;
  readonly folder: string;
  readonly sources: readonly { readonly source: CaseSource; readonly split?: Split }[];
  /** Drafts that no person has decided on, in the files that hold some. */
  readonly waiting: readonly { readonly file: string; readonly drafts: number }[];
  readonly mapping: CaseMapping;
  readonly contract?: CaseContract;
  readonly split: SplitSettings;
  readonly requireExpected: boolean;
  /** The frozen sealed set; absent before the first sealing and after `seal --new`. */
  readonly sealed?: SealedSet;
  /** Sealed sets put aside earlier. */
  readonly archived: readonly SealedSet[];
  readonly onProgress?: (progress: ImportProgress) => void;
}

/** Costs one reading of the files. Throws `CASES_FILE_MISSING` or `SEALED_SET_INVALID`. */
export async function planImport(request: ImportRequest): Promise<ImportPlan> {
  const {
    folder,
    mapping = {},
    contract,
    split = defaultSplit,
    requireExpected = true,
    onProgress,
  } = request;
  let bytes = 0;
  const onBytes = ({ length }: Uint8Array) => {
    bytes += length;
    onProgress?.({ phase: 'hashing', done: bytes });
  };
  const files = [];
  for (const { path, split: placed } of ownFilesFirst(request.sources)) {
    const pinned = await pin(await fileSource(path, folder), mapping, onBytes);
    files.push({ ...pinned, ...(placed !== undefined && { split: placed }) });
  }
  const [sealed, archived] = [await readSealedSet(folder), await readArchivedSets(folder)];
  const settings = {
    version: 1,
    files: files.map(({ digests, split: placed }) => ({ digests, placed })),
    mapping,
    contract,
    split,
    requireExpected,
    archived: archived.map((set) => set.hash),
  };
  const unsealed = contentHash(settings);
  // A set sealed by the import of these very files is the set that import gave: the first re-run must find it.
  const hash =
    sealed === undefined || sealed.drawnFrom === unsealed
      ? unsealed
      : contentHash({ settings, sealed: sealed.hash });
  return {
    hash,
    folder,
    sources: files.map(({ source, split: placed }) => ({
      source,
      ...(placed !== undefined && { split: placed }),
    })),
    waiting: files.flatMap(({ source, waiting }) =>
      waiting > 0 ? [{ file: source.name, drafts: waiting }] : [],
    ),
    mapping,
    split,
    requireExpected,
    archived,
    ...(contract !== undefined && { contract }),
    ...(sealed !== undefined && { sealed }),
    ...(onProgress !== undefined && { onProgress }),
  };
}

/** Own test and dev files go first, so that ids made for them do not depend on what the other files hold. */
function ownFilesFirst(sources: readonly ImportSource[]): readonly ImportSource[] {
  const rank = ({ split }: ImportSource) => (split === undefined ? -1 : splits.indexOf(split));
  return sources.toSorted((a, b) => rank(b) - rank(a));
}

async function pin(source: CaseSource, mapping: CaseMapping, onBytes: (bytes: Uint8Array) => void) {
  const files = new Map<string, CaseSource>([[source.name, source]]);
  const loader = await loaderFor(source);
  if (loader.followsReferences === true) {
    for await (const _ of loader.load(recordingSource(source, files), mapping, new LoadReportCollector()));
  }
  const byName = new Map<string, string>();
  const approval = new ApprovalSearch();
  for (const [name, file] of files) {
    const digest = await digestOf(file, (bytes) => {
      onBytes(bytes);
      approval.see(bytes);
    });
    byName.set(name, digest);
  }
  const pinned = pinnedSource(source, byName);
  const counted = approval.found ? await countedCases(pinned, loader, mapping) : undefined;
  return {
    source: pinned,
    digests: counted === undefined ? [...byName.values()] : [counted.digest],
    waiting: counted?.waiting ?? 0,
  };
}
