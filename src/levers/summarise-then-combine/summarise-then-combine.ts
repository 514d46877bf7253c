/** Summarise, then combine: notes on the documents found take the place of passages where a question needs many documents put together. */
import { z } from 'zod';
import type { Bench } from '../../domain/bench.ts';
import { FulcrumError } from '../../domain/errors.ts';
import type { RetrievedKnowledge } from '../../domain/stack.ts';
import { baseStack, needsChatModel } from '../base-stack.ts';
import { defaultChunking } from '../default-chunk-tokens.ts';
import type { Lever, TaskSettings } from '../lever.ts';
import { needsDocuments } from '../needs-documents.ts';
import { retrievedKnowledge, searchShape } from '../retrieved-knowledge.ts';
import { countSynthesis } from './count-synthesis.ts';
import { type SynthesisSettings, synthesisSettings, withSynthesis } from './with-synthesis.ts';

const rungName = 'summarise, then combine';

export const summariseThenCombine: Lever<SynthesisSettings> = {
  name: 'summarise-then-combine',
  summary: 'where a question needs many documents: a note on each that is found, the answer from the notes',
  byDefault: false,
  settings: synthesisSettings,
  inapplicable: (task) => needsChatModel(task) ?? needsDocuments(task),
  needs: () => ({ models: ['chat', 'embedding'] }),
  corpora: () => [{ chunking: defaultChunking }],
  rungNames: () => [rungName],
  async propose(task, given, stacks, bench) {
    const { questions, needing } = await countSynthesis(bench.cases('dev'));
    const { when, documents, passagesPerDocument } = given;
    if (when === 'needed' && needing.length === 0)
      throw new FulcrumError('SYNTHESIS_NOT_NEEDED', { questions });
    const base = baseStack(task, stacks, (s) => s.knowledge?.kind === 'retrieved' && !s.knowledge.synthesis);
    const knowledge = base.knowledge?.kind === 'retrieved' ? base.knowledge : await plainSearch(task, bench);
    const retrieval = await bench.readSearch(knowledge);
    const which = when === 'needed' ? 'for these alone' : 'for every question';
    return [
      {
        name: rungName,
        stack: withSynthesis(base, knowledge, given),
        why: `${needing.length} of ${questions} questions of dev seem to need many documents put together; ${which}, notes on up to ${documents} documents from the best ${passagesPerDocument} passages of each`,
        ...(retrieval && { retrieval }),
      },
    ];
  },
};

/** Where no rung below searches. */
async function plainSearch(task: TaskSettings, bench: Bench): Promise<RetrievedKnowledge> {
  const documents = await bench.documents(defaultChunking);
  const chosen = await bench.chooseFusion(documents);
  return retrievedKnowledge(task, z.object(searchShape).parse({}), documents.ref, chosen);
}
