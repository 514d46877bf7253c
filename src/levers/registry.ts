/** Every lever there is, one line each, in the order of the ladder. Shared code asks here and never for a lever by its own name. */
import { classifier } from './classifier/classifier.ts';
import { distillation } from './distillation/distillation.ts';
import { external } from './external/external.ts';
import { fewShot } from './few-shot/few-shot.ts';
import { guardrails } from './guardrails/guardrails.ts';
import { instruction } from './instruction/instruction.ts';
import type { Lever } from './lever.ts';
import { majority } from './majority/majority.ts';
import { naiveBayes } from './naive-bayes/naive-bayes.ts';
import { nearestNeighbour } from './nearest-neighbour/nearest-neighbour.ts';
import { oraclePassages } from './oracle-passages/oracle-passages.ts';
import { reasoning } from './reasoning/reasoning.ts';
import { retrieval } from './retrieval/retrieval.ts';
import { retrievedFewShot } from './retrieved-few-shot/retrieved-few-shot.ts';
import { stuffedKnowledge } from './stuffed-knowledge/stuffed-knowledge.ts';
import { summariseThenCombine } from './summarise-then-combine/summarise-then-combine.ts';
import { tuning } from './tuning/tuning.ts';

export const levers: readonly Lever[] = [
  external,
  majority,
  naiveBayes,
  nearestNeighbour,
  classifier,
  instruction,
  stuffedKnowledge,
  fewShot,
  retrievedFewShot,
  retrieval,
  summariseThenCombine,
  guardrails,
  oraclePassages,
  reasoning,
  tuning,
  distillation,
];

export function findLever(name: string): Lever | undefined {
  return levers.find((lever) => lever.name === name);
}
