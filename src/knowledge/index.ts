/** The entry of `fulcrum/knowledge`: files in, permitted and ranked passages out. Where they are stored is given through the port. */

export { everyone, groupsOf, type Memberships } from '../domain/access.ts';
export type { Chunk } from '../domain/chunk.ts';
export type { Block, BlockKind, ParsedDocument, Span } from '../domain/document.ts';
export type { Fusion } from '../domain/fusion.ts';
export type { Passage } from '../domain/passage.ts';
export type {
  ChunkQuery,
  Corpus,
  CorpusSettings,
  CorpusStore,
  DocumentToStore,
  FoundPassage,
  StoredDocument,
  WrittenContextLine,
} from '../domain/ports/corpus-store.ts';
export type { AccessTable } from './access/access-lists.ts';
export { chunkDocument } from './chunks/chunk-document.ts';
export type { ChunkOptions } from './chunks/chunk-options.ts';
export { embeddedText } from './chunks/embedded-text.ts';
export {
  type ContextPassage,
  type PassageSelection,
  type SelectionOptions,
  selectPassages,
} from './context/select-passages.ts';
export { type DocumentSource, findDocuments } from './documents/find-documents.ts';
export { type ParsedFile, type ParseFilesOptions, parseFiles, parseParts } from './parsing/parse-files.ts';
export { defaultParsingLimits, type ParsingLimits } from './parsing/parsing-limits.ts';
export type { FileToParse } from './parsing/read-parts.ts';
export {
  chooseFusion,
  type FusionChoice,
  type FusionReading,
  type RankedQuery,
} from './search/choose-fusion.ts';
export {
  type CorpusKeeper,
  explainSearch,
  type SearchExplanation,
  type SearchTarget,
} from './search/explain-search.ts';
export { type Fused, fuse, type Place, type Scored } from './search/fuse.ts';
export { isCloseCall } from './search/is-close-call.ts';
export { needsSynthesis, type SynthesisNeed } from './search/needs-synthesis.ts';
export {
  type RankedPassage,
  type SearchFilters,
  type SearchRequest,
  type SearchResult,
  searchCorpus,
} from './search/search-corpus.ts';
export { type SeveralFound, searchSeveral, type Wording } from './search/search-several.ts';
export type { EmbedTexts } from './sync/storing-pipeline.ts';
export { type SyncOptions, syncCorpus } from './sync/sync-corpus.ts';
export type { FailedFile, SyncProgress, SyncReport } from './sync/sync-report.ts';
export type { ChunkedText, ContextCounts, WriteContexts, WrittenContext } from './sync/write-contexts.ts';
