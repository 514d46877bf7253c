/** What the process that reads many files and its parsing child say to each other. */
import type { ParsedDocument } from '../../domain/document.ts';

export interface ParseRequest {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export type ParseReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'document'; readonly document: ParsedDocument }
  | { readonly kind: 'problem'; readonly problem: string };

/** How the child tells on its standard error that it was ended for its memory. */
export const memoryMark = 'FULCRUM-PARSER-MEMORY';
