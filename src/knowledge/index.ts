/** The entry of `fulcrum/knowledge`: files in, documents and chunks out. Index, search and answers are not there yet. */

export type { Chunk } from '../domain/chunk.ts';
export type { Block, BlockKind, ParsedDocument, Span } from '../domain/document.ts';
export { chunkDocument } from './chunks/chunk-document.ts';
export type { ChunkOptions } from './chunks/chunk-options.ts';
export { embeddedText } from './chunks/embedded-text.ts';
export {
  type ParsedFile,
  type ParseFilesOptions,
  parseFiles,
} from './parsing/parse-files.ts';
export { defaultParsingLimits, type ParsingLimits } from './parsing/parsing-limits.ts';
export type { FileToParse } from './parsing/read-parts.ts';
