import { expect, test } from 'vitest';
import { fakeEmbeddingModel } from '../testing/fake-embedding-model.ts';
import { fakeLanguageModel } from '../testing/fake-language-model.ts';
import { memoryLedger } from '../testing/memory-ledger.ts';
import { startMockProvider } from '../testing/start-mock-provider.ts';
import { openModelSource } from './open-model-source.ts';

const context = () => ({ purchase: memoryLedger().purchase, signal: new AbortController().signal });

test('an unknown id names what is known', async () => {
  await using source = openModelSource({ modelObjects: { mine: fakeLanguageModel(() => '') } });
  await expect(source.chat({ id: 'nobody/x' })).rejects.toThrow(
    /"nobody\/x"; known are mine, local\/smollm2-135m.*openai\/…/,
  );
  await expect(source.chat({ id: 'openai/' })).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' });
});

test('a key that is missing names its variable; the wrong kind of model is told', async () => {
  await using source = openModelSource({ env: {}, modelObjects: { e: fakeEmbeddingModel() } });
  await expect(source.chat({ id: 'groq/any' })).rejects.toThrow(/GROQ_API_KEY/);
  await expect(source.chat({ id: 'e' })).rejects.toMatchObject({ code: 'MODEL_WRONG_KIND' });
  await expect(source.embedding({ id: 'local/smollm2-135m' })).rejects.toMatchObject({
    code: 'MODEL_WRONG_KIND',
  });
  await expect(source.embedding({ id: 'e' })).resolves.toMatchObject({ id: 'e' });
});

test('a model that is not pulled says so', async () => {
  await using source = openModelSource({ local: { folder: '/nowhere' } });
  await expect(source.chat({ id: 'local/smollm2-135m' })).rejects.toMatchObject({ code: 'MODEL_NOT_PULLED' });
});

test('a model is opened once', async () => {
  await using source = openModelSource({ modelObjects: { mine: fakeLanguageModel(() => '') } });
  expect(await source.chat({ id: 'mine' })).toBe(await source.chat({ id: 'mine' }));
});

test('the optional providers open, and OpenAI models count tokens exactly', async () => {
  await using source = openModelSource({ env: { OPENAI_API_KEY: 'k', ANTHROPIC_API_KEY: 'k' } });
  const openai = await source.chat({ id: 'openai/gpt-5.4-mini' });
  // "tiktoken is great!" is six tokens in the encodings of GPT-4 and later: OpenAI cookbook, "How to count tokens with tiktoken".
  expect(openai.countTokens('tiktoken is great!')).toEqual({ tokens: 6, exact: true });
  expect(openai.countTokens('<|endoftext|>').tokens).toBeGreaterThan(1);
  // 6 tokens and 16 around them at $0.75 a million, 2 at $4.50.
  const asked = { messages: [{ role: 'user', content: 'tiktoken is great!' }], sharedMessages: 0 } as const;
  expect(openai.atMost({ ...asked, maxOutputTokens: 2 }).costUsd).toBeCloseTo(
    (22 * 0.75 + 2 * 4.5) / 1e6,
    12,
  );
  const claude = await source.chat({ id: 'anthropic/claude-haiku-4-5' });
  expect(claude.capabilities.promptCaching).toBe('breakpoint');
  expect(claude.countTokens('twelve chars')).toEqual({ tokens: 3, exact: false });
});

test("the user's rows and prices come first; embeddings of a service work", async () => {
  await using mock = await startMockProvider();
  await using source = openModelSource({
    providers: [{ id: 'openai', baseURL: mock.baseURL }],
    prices: { 'openai/mine': { inputUsdPerMillion: 1, outputUsdPerMillion: 1 } },
  });
  const chat = await source.chat({ id: 'openai/mine' });
  const reply = await chat.generate(
    { messages: [{ role: 'user', content: 'x' }], sharedMessages: 0, maxOutputTokens: 4 },
    context(),
  );
  expect(reply.costUsd).toBeCloseTo(
    ((reply.usage?.inputTokens ?? 0) + (reply.usage?.outputTokens ?? 0)) / 1e6,
    12,
  );
  const embedding = await source.embedding({ id: 'openai/embed' });
  const { vectors } = await embedding.embed(['a', 'b'], context());
  expect(vectors.map((v) => v.length)).toEqual([8, 8]);
});
