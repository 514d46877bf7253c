import { expect, test } from 'vitest';
import { type RetrievedKnowledge, type StackSpec, stackHash } from './stack.ts';

const knowledge: RetrievedKnowledge = {
  kind: 'retrieved',
  corpus: {
    name: 'handbook',
    settings: { chunking: { maxTokens: 120, overlapTokens: 0 }, embedding: 'local/minilm-l6-v2' },
  },
  embedding: { id: 'local/minilm-l6-v2' },
  fusion: { kind: 'weighted', vectorWeight: 0.5 },
  k: 3,
  maxTokens: 500,
  sections: false,
  grounding: { abstention: 'not known' },
};
const spec: StackSpec = {
  answerer: { kind: 'chat', model: { id: 'local/smollm2-135m' }, maxOutputTokens: 96 },
  contract: { kind: 'text' },
  knowledge,
};

test('a stack without an option has the hash it had before there was the option', () => {
  // Python: hashlib.sha256(json.dumps(spec, sort_keys=True, separators=(',', ':')).encode()).hexdigest()
  expect(stackHash(spec)).toBe('d75281a61625ba42bf9623d84791f121bb220279dacd0450e7d024205e920b74');
  const synthesis = {
    model: { id: 'local/smollm2-135m' },
    when: 'needed',
    documents: 8,
    passagesPerDocument: 3,
    maxTokensPerNote: 80,
  } as const;
  expect(stackHash({ ...spec, knowledge: { ...knowledge, synthesis } })).not.toBe(stackHash(spec));
});
