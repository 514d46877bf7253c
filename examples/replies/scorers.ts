/** The task's scorers, in the shape evalite and autoevals share. The facts of a case are not shown to a model, so they are looked up by its notes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CustomScorer } from 'fulcrum';
import { type Fact, missingFacts } from './facts.ts';
import { houseRules } from './house-rules.ts';

interface Row {
  readonly notes: string;
  readonly facts: readonly Fact[];
}

const factsByNotes = new Map(
  readFileSync(join(import.meta.dirname, 'replies.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line): Row => JSON.parse(line))
    .map(({ notes, facts }) => [notes, facts] as const),
);

/** A reply with so many faults is better written anew. */
const worthlessAt = 5;

function faultsOf(input: unknown, reply: string) {
  const { notes } = input as { readonly notes: string };
  const facts = factsByNotes.get(notes);
  if (facts === undefined) throw new Error(`no facts are known for the notes "${notes}"`);
  const breaches = houseRules.flatMap(({ name, breach }) => {
    const why = breach(reply);
    return why === undefined ? [] : [`${name}: ${why}`];
  });
  const missing = missingFacts(facts, reply).map(([form]) => form);
  return {
    breaches,
    missing,
    faults: breaches.length + missing.length,
    factsKept: 1 - missing.length / facts.length,
  };
}

/** The one that decides: every broken rule and every fact left out takes a fifth, so that neither form without facts nor a copy of the notes gets far. */
const houseReply: CustomScorer = ({ input, output }) => {
  const { faults, breaches, missing } = faultsOf(input, output);
  return { score: Math.max(0, 1 - faults / worthlessAt), metadata: { breaches, missing } };
};

/** Whether nobody need touch it. */
const fitToSend: CustomScorer = ({ input, output }) => faultsOf(input, output).faults === 0;

const factsKept: CustomScorer = ({ input, output }) => faultsOf(input, output).factsKept;

/** One for each rule, so that a report says which are not learnt. */
const ofRules = houseRules.map(({ name, breach }): readonly [string, CustomScorer] => [
  name,
  ({ output }) => {
    const why = breach(output);
    return { score: why === undefined ? 1 : 0, metadata: { why } };
  },
]);

export const scorers: readonly CustomScorer[] = [
  ['house reply', houseReply] as const,
  ['fit to send', fitToSend] as const,
  ['facts kept', factsKept] as const,
  ...ofRules,
].map(([name, scorer]) => Object.defineProperty(scorer, 'name', { value: name }));
