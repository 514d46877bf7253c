import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { chunkDocument } from '../chunks/chunk-document.ts';
import { buildDocument, countWords, paragraph } from '../chunks/testing/build-document.ts';
import { wordVector } from '../testing/counting-embedder.ts';
import { memoryCorpus } from '../testing/memory-corpus.ts';
import { type DraftedDocument, StoringPipeline } from './storing-pipeline.ts';

function draft(name: string): DraftedDocument {
  const document = buildDocument([paragraph(`text of ${name}`)]);
  const chunks = chunkDocument(document, {}, countWords);
  return { name, fileHash: '', readers: ['everyone'], metadata: {}, notes: [], text: document.text, chunks };
}

/** A pipeline of batches of one chunk whose stages go on when they are told to. */
function stages(signal = new AbortController().signal) {
  const log: string[] = [];
  const waiting = new Map<string, { go: () => void; fail: (error: Error) => void }>();
  const step = (what: string) => {
    log.push(what);
    return new Promise<void>((resolve, reject) => waiting.set(what, { go: resolve, fail: reject }));
  };
  const corpus = memoryCorpus({ chunking: {}, embedding: 'test' });
  const pipeline = new StoringPipeline({
    corpus: { ...corpus, put: async ({ name }) => step(`store ${name}`) },
    async embed(texts) {
      await step(`embed ${texts[0]?.at(-1)}`);
      return { vectors: texts.map(wordVector), embedded: texts.length };
    },
    writeContexts: undefined,
    countTokens: countWords,
    chunksPerBatch: 1,
    signal,
    onStored: ({ name }) => log.push(`stored ${name}`),
  });
  const go = async (what: string) => {
    waiting.get(what)?.go();
    await turn();
  };
  return { pipeline, log, go, fail: (what: string) => waiting.get(what)?.fail(new Error(what)) };
}

it('embeds one batch while the one before is stored, and takes no more than one ahead', async () => {
  const { pipeline, log, go } = stages();
  await pipeline.add(draft('a'));
  let isTaken = false;
  const second = pipeline.add(draft('b')).then(() => {
    isTaken = true;
  });
  await turn();
  // The first is still being embedded: whoever adds waits.
  expect(isTaken).toBe(false);
  await go('embed a');
  await second;
  expect(log).toEqual(['embed a', 'store a', 'embed b']);
  await go('embed b');
  // And nothing is stored before what came first.
  expect(log).toHaveLength(3);
  await go('store a');
  expect(log.slice(3)).toEqual(['stored a', 'store b']);
  const finished = pipeline.finish();
  await go('store b');
  await finished;
  expect(log.at(-1)).toBe('stored b');
  expect(pipeline.chunksEmbedded).toBe(2);
});

it.each(['embed a', 'store a'])('tells whoever comes next that it failed: %s', async (what) => {
  const { pipeline, go, fail } = stages();
  await pipeline.add(draft('a'));
  if (what === 'store a') await go('embed a');
  fail(what);
  await turn();
  await expect(pipeline.finish()).rejects.toThrow(what);
  await pipeline.settle();
});

it('embeds nothing more once it is aborted', async () => {
  const controller = new AbortController();
  const { pipeline, log } = stages(controller.signal);
  controller.abort(new Error('enough'));
  await pipeline.add(draft('a'));
  await expect(pipeline.finish()).rejects.toThrow('enough');
  expect(log).toEqual([]);
});
