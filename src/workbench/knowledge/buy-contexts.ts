/** Buys what chat models write of chunks: bounded in number, journalled by content, given up for this time where nothing comes. Knows no corpus. */
import type { Chunk } from '../../domain/chunk.ts';
import { contentHash } from '../../domain/content-hash.ts';
import { FulcrumError } from '../../domain/errors.ts';
import type { Ledger } from '../../domain/ports/ledger.ts';
import { embeddedText } from '../../knowledge/chunks/embedded-text.ts';
import type { ChunkedText, WriteContexts, WrittenContext } from '../../knowledge/sync/write-contexts.ts';
import { mapConcurrently } from '../../measure/runs/map-concurrently.ts';
import type { ContextWriter } from '../../stacks/knowledge/context-writer.ts';
import type { Interruption } from '../interruption.ts';
import type { OnProgress } from '../progress.ts';

export interface ContextParts {
  /** Opened when there is something to write. */
  readonly openWriter: () => Promise<ContextWriter>;
  readonly ledger: Ledger;
  readonly runId: string;
  readonly concurrency: number;
  readonly interruption: Interruption;
  readonly onProgress: OnProgress;
}

/** A service that is out is not waited for once for each chunk. Refusals of single chunks would stop every sync at the same place. */
const mostOutagesInARow = 5;
/** Of all corpora and runs: what was written of a chunk in a part of a document is the same wherever it is asked for. */
const journalKey = contentHash('written contexts');

/** Throws what ends a run: no budget, a refused key, an interruption. All else that fails leaves its chunk without. */
export function buyContexts(parts: ContextParts): WriteContexts {
  const { openWriter, ledger, runId, concurrency, interruption, onProgress } = parts;
  const context = {
    purchase: ledger.purchase({ runId, attemptKey: journalKey }),
    signal: interruption.hard,
  };
  let outagesInARow = 0;
  let lastReason = '';
  let done = 0;

  const buy = async (writer: ContextWriter, { part, chunk }: ChunkInPart): Promise<WrittenContext> => {
    if (outagesInARow >= mostOutagesInARow) return { kind: 'failed', reason: lastReason, transient: true };
    try {
      const sentence = await writer.write(part, chunk, context);
      outagesInARow = 0;
      return sentence === undefined ? { kind: 'unreadable' } : { kind: 'written', sentence };
    } catch (error) {
      if (!(error instanceof FulcrumError) || error.stopsRun) throw error;
      const { message: reason, transient } = error;
      if (transient) outagesInARow += 1;
      lastReason = reason;
      return { kind: 'failed', reason, transient };
    }
  };

  return async (documents) => {
    const writer = await openWriter();
    const written = new Map<string, WrittenContext>();
    // The chunks of one part one after the other: from the second on the model has read the part.
    const work = async (inPart: readonly ChunkInPart[]) => {
      for (const one of inPart) {
        if (interruption.soft.aborted) return;
        written.set(one.key, await buy(writer, one));
        done += 1;
        onProgress({ kind: 'bytes', what: 'writing of passages', done });
      }
    };
    const wanted = documents.map((document) => chunksInParts(writer, document));
    const limits = { concurrency: Math.min(concurrency, writer.maxConcurrency), signal: interruption.soft };
    for await (const _ of mapConcurrently(eachOnce(wanted.flat()), work, limits));
    interruption.throwIfInterrupted();
    return wanted.flat(2).map(({ key }) => written.get(key) as WrittenContext);
  };
}

interface ChunkInPart {
  readonly part: ReturnType<ContextWriter['parts']>[number];
  readonly chunk: Chunk;
  /** Equal where the same is asked. */
  readonly key: string;
}

function chunksInParts(writer: ContextWriter, document: ChunkedText): ChunkInPart[][] {
  return writer.parts(document).map((part) => {
    const ofPart = contentHash(part.text);
    return part.chunks.map((chunk) => ({ part, chunk, key: `${ofPart} ${embeddedText(chunk)}` }));
  });
}

/** A document that is there twice is asked for once. */
async function* eachOnce(wanted: readonly (readonly ChunkInPart[])[]): AsyncGenerator<ChunkInPart[]> {
  const seen = new Set<string>();
  for (const inPart of wanted) {
    const fresh = inPart.filter(({ key }) => !seen.has(key));
    for (const { key } of fresh) seen.add(key);
    if (fresh.length > 0) yield fresh;
  }
}
