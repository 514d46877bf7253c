/** Fakes for tests of levers, scorers, providers and searches: `fulcrum/testing`. */
export { memoryCorpus, memoryCorpusStore } from '../knowledge/testing/memory-corpus.ts';
export { type FakeBench, type FakeBenchOptions, type FakeCase, fakeBench } from './fake-bench.ts';
export { fakeEmbeddingModel } from './fake-embedding-model.ts';
export { type FakeLanguageModel, type FakeReply, fakeLanguageModel } from './fake-language-model.ts';
export { type BookedCall, type MemoryLedger, memoryLedger } from './memory-ledger.ts';
export { type MockFault, mockFaults } from './mock-faults.ts';
export type { BilledCall } from './mock-provider.ts';
export { type MockProvider, type MockProviderOptions, startMockProvider } from './start-mock-provider.ts';
