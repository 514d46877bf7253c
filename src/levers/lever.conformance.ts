/** What every lever must do, whatever it pulls: the suite that each line of the registry passes. Knows no lever by name. */
import { describe, expect, test } from 'vitest';
import { everyone } from '../domain/access.ts';
import type { ArtefactRef } from '../domain/artefact.ts';
import type { Chunk } from '../domain/chunk.ts';
import type { Corpus } from '../domain/ports/corpus-store.ts';
import { type OutputContract, type StackSpec, stackHash } from '../domain/stack.ts';
import { memoryCorpus } from '../knowledge/testing/memory-corpus.ts';
import { type FakeBenchOptions, type FakeCase, fakeBench } from '../testing/fake-bench.ts';
import type { Lever, MeasuredStack, TaskSettings } from './lever.ts';

const labels = ['card', 'refund', 'transfer'];
const sentences: Readonly<Record<string, readonly string[]>> = {
  card: ['my card is lost', 'the card never came', 'a new card please', 'card broken'],
  refund: ['refund the fee', 'where is my refund', 'refund denied', 'I want a refund now'],
  transfer: ['transfer failed', 'the transfer is late', 'cancel a transfer', 'transfer to the wrong person'],
};

const cases = (split: string): FakeCase[] =>
  labels.flatMap((label) =>
    (sentences[label] ?? []).map((text, i) => ({
      id: `${split} ${label} ${i}`,
      input: `${text} (${split})`,
      label,
      goldDocuments: ['rules.md'],
    })),
  );

const benchOptions: FakeBenchOptions = {
  contract: { kind: 'label', labels },
  train: cases('train'),
  dev: cases('dev'),
  corpus: await corpusOf('Lost cards go to card.'),
};

const richTask: TaskSettings = {
  folder: import.meta.dirname,
  contract: benchOptions.contract,
  instruction: { text: 'Name the queue.', inputTag: 'ticket' },
  chatModel: { id: 'test/chat' },
  scoresLabels: true,
  embeddingModel: { id: 'test/embedding' },
  maxOutputTokens: 16,
  knowledge: [{ name: 'rules.md', text: 'Lost cards go to card.' }],
  documents: { abstention: 'Not known.' },
};

function poorerTasks(task: TaskSettings): readonly (readonly [string, TaskSettings])[] {
  const { chatModel: _chat, ...withoutChat } = task;
  const { embeddingModel: _embedding, ...withoutEmbedding } = task;
  const { instruction: _instruction, knowledge: _knowledge, documents: _documents, ...withoutTexts } = task;
  const { documents: _searched, ...withFilesAlone } = task;
  return [
    ['a chat model', withoutChat],
    ['an embedding model', withoutEmbedding],
    ['instruction and knowledge', withoutTexts],
    ['documents to search', withFilesAlone],
    ['labels', { ...task, contract: { kind: 'text' } }],
  ];
}

/** What a lever cannot do without. */
export interface LeverGround {
  readonly settings?: unknown;
  /** Labels, unless told otherwise. */
  readonly contract?: OutputContract;
  /** Stacks below it on the ladder. */
  readonly below?: readonly MeasuredStack[];
}

/** Pulls the lever on a task that has everything. */
export function leverConformance<Settings>(
  lever: Lever<Settings>,
  { settings: given = {}, contract = richTask.contract, below = [] }: LeverGround = {},
): void {
  const settings = lever.settings.parse(given);
  const task: TaskSettings = { ...richTask, contract };
  const propose = (options: Partial<FakeBenchOptions> = {}, on = task, stacks = below) => {
    const bench = fakeBench({ ...benchOptions, contract: on.contract, ...options });
    return { bench, candidates: lever.propose(on, settings, stacks, bench) };
  };

  describe(`the lever ${lever.name}`, () => {
    test('has a name for commands and one line for people', () => {
      expect(lever.name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(lever.summary).toMatch(/^\S.{10,110}$/);
    });

    test('refuses settings it does not know', () => {
      expect(lever.settings.safeParse({ ...(given as object), noSuchSetting: 1 }).success).toBe(false);
    });

    test('proposes stacks that are data: the same hash after a round trip, the task’s contract, no two alike', async () => {
      expect(lever.inapplicable(task, settings)).toBeUndefined();
      const candidates = await propose().candidates;
      expect(candidates.length).toBeGreaterThan(0);
      for (const { stack, name, why } of candidates) {
        expect(stackHash(JSON.parse(JSON.stringify(stack)))).toBe(stackHash(stack));
        expect(JSON.parse(JSON.stringify(stack))).toEqual(stack);
        expect(stack.contract).toEqual(task.contract);
        expect(name).toMatch(/\S/);
        expect(why).toMatch(/\S/);
      }
      expect(new Set(candidates.map((c) => stackHash(c.stack))).size).toBe(candidates.length);
      expect(new Set(candidates.map((c) => c.name)).size).toBe(candidates.length);
    });

    test('knows beforehand what its rungs may be called and which models they ask', async () => {
      const { models = [] } = lever.needs(settings);
      for (const { name, stack } of await propose().candidates) {
        expect(lever.rungNames(settings)).toContain(name);
        const asked = modelsOf(stack);
        expect(models.includes('chat')).toBe(asked.includes(task.chatModel?.id));
        if (asked.includes(task.embeddingModel?.id)) expect(models).toContain('embedding');
      }
    });

    test('knows beforehand which corpora it asks for, so that these are kept', async () => {
      const { bench, candidates } = propose();
      await candidates;
      for (const corpus of bench.corpora) expect(lever.corpora?.(task, settings)).toContainEqual(corpus);
    });

    test('puts every artefact that its stacks name', async () => {
      const { bench, candidates } = propose();
      for (const { stack } of await candidates) {
        for (const ref of artefactsOf(stack)) await expect(bench.artefacts.get(ref)).resolves.toBeDefined();
      }
    });

    test('proposes the same for the same seed', async () => {
      expect(await propose().candidates).toEqual(await propose().candidates);
    });

    test('looks at train and dev only', async () => {
      const { bench, candidates } = propose();
      await candidates;
      for (const split of bench.asked) expect(['train', 'dev']).toContain(split);
    });

    test('pulls on a measured stack without changing it', async () => {
      const [first] = await propose().candidates;
      if (first === undefined) throw new Error('nothing was proposed');
      const dev = await fakeBench(benchOptions).measure(first.stack, 'dev');
      const measured = Object.freeze({ name: first.name, lever: lever.name, stack: first.stack, dev });
      const before = JSON.stringify(measured);
      await propose({}, task, [...below, measured]).candidates;
      expect(JSON.stringify(measured)).toBe(before);
    });

    test.each(poorerTasks(task))('without %s says why not, or does without', async (_what, poorer) => {
      const reason = lever.inapplicable(poorer, settings);
      if (reason !== undefined) {
        expect(reason).toMatch(/\S/);
        return;
      }
      for (const { stack } of await propose({}, poorer).candidates) {
        const models = modelsOf(stack);
        if (poorer.chatModel === undefined) expect(models).not.toContain(task.chatModel?.id);
        if (poorer.embeddingModel === undefined) expect(models).not.toContain(task.embeddingModel?.id);
      }
    });

    test('has nothing to learn from no cases, and does not break on it', async () => {
      await expect(propose({ train: [], dev: [] }).candidates).resolves.toBeInstanceOf(Array);
    });

    test('asks for nothing once it was stopped', async () => {
      const { bench, candidates } = propose({ signal: AbortSignal.abort(new Error('stopped')) });
      await candidates.catch((error: unknown) => expect(error).toMatchObject({ message: 'stopped' }));
      expect(bench.asked).toEqual([]);
    });

    test('stops where it is working', async () => {
      const controller = new AbortController();
      let worked = false;
      const stop = () => {
        worked = true;
        controller.abort(new Error('stopped'));
      };
      const { candidates } = propose({
        signal: controller.signal,
        score: () => {
          stop();
          return 1;
        },
        embed: async (_model, texts) => {
          stop();
          return texts.map(() => Float32Array.of(1, 0));
        },
      });
      const outcome = await candidates.then(
        () => 'finished',
        (error: unknown) => (error as Error).message,
      );
      expect(outcome).toBe(worked ? 'stopped' : 'finished');
    });
  });
}

function artefactsOf(stack: StackSpec): ArtefactRef[] {
  return objectsIn(stack).filter((o): o is ArtefactRef & object => 'kind' in o && 'hash' in o);
}

function modelsOf(stack: StackSpec): unknown[] {
  return objectsIn(stack).flatMap((o) => ('id' in o ? [o.id] : []));
}

function objectsIn(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap(objectsIn)];
}

async function corpusOf(text: string): Promise<Corpus> {
  const corpus = memoryCorpus();
  const chunk: Chunk = {
    index: 0,
    span: { start: 0, end: text.length },
    text,
    contextLine: '',
    headingPath: [],
    tokens: 5,
    blockKinds: ['paragraph'],
    contentHash: text,
  };
  await corpus.put({
    name: 'rules.md',
    fileHash: text,
    readers: [everyone],
    metadata: {},
    notes: [],
    text,
    chunks: [{ chunk }],
  });
  return corpus;
}
