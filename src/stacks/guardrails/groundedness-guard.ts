/** Holds an answer to the passages that were shown for it, and does what the spec says about what they do not support. Knows no prompt. */
import { abstains } from '../../checks/abstention.ts';
import { checkGroundedness, mostClaims } from '../../checks/groundedness/check-groundedness.ts';
import type { GroundednessRecord, UnsupportedAnswer } from '../../domain/answer.ts';
import { FulcrumError } from '../../domain/errors.ts';
import type { Passage } from '../../domain/passage.ts';
import type { StackSpec } from '../../domain/stack.ts';
import { addUsage, type Usage } from '../../domain/usage.ts';
import type { CallBound } from '../../models/chat-model.ts';
import type { AnswererContext, Reply } from '../answerer-kind.ts';
import { fillerMessage } from '../filler-message.ts';
import type { JudgeModel } from '../judge/ask-judge.ts';
import { entailmentBound, entailmentJudge, entailmentTokens } from '../judge/entailment-judge.ts';
import type { StackParts } from '../live-stack.ts';
import { renderAbstention } from '../prompt/render-abstention.ts';

export interface Guarded {
  readonly question: string;
  /** What the model was shown. */
  readonly evidence: readonly Passage[];
  /** Asks once more, the sentences named that were not supported. */
  askAgain(claims: readonly string[]): Promise<Reply>;
}

export interface GroundednessGuard {
  /** The reply to be given instead, or the same, with what was found; its usage is that of every call. */
  guard(reply: Reply, guarded: Guarded, context: AnswererContext): Promise<Reply>;
  /** Of the judge's calls about one answer of so many tokens at most. */
  atMost(question: string, answerTokens: number): readonly CallBound[];
}

/** Of an answer that claims nothing the passages do not support, an abstention among them. */
export const passed: GroundednessRecord = { outcome: 'passed', unsupported: [] };

/** `undefined` of a stack without the guardrail. `evidenceTokens`: of all passages shown for one answer, at most. */
export async function openGroundednessGuard(
  spec: StackSpec,
  evidenceTokens: number,
  { models }: Pick<StackParts, 'models'>,
): Promise<GroundednessGuard | undefined> {
  if (spec.guardrails === undefined) return undefined;
  const { knowledge, contract } = spec;
  const abstention = knowledge?.grounding?.abstention;
  if (abstention === undefined || contract.kind === 'label')
    throw new TypeError('a groundedness guardrail needs answers in words, from documents');
  const { action, judge: ref } = spec.guardrails.groundedness;
  const judge = ref && (await models.chat(ref));

  return {
    atMost(question, answerTokens) {
      if (judge === undefined) return [];
      const bound = entailmentBound(judge, question, fillerMessage(evidenceTokens + answerTokens, judge));
      // A sentence takes a token at least.
      const claims = Math.min(mostClaims, answerTokens);
      return Array.from({ length: action === 'retry' ? 2 * claims : claims }, () => bound);
    },
    async guard(reply, { question, evidence, askAgain }, context) {
      let { usage } = reply;
      const spend = (more: Usage | undefined) => {
        usage = usage && more && addUsage(usage, more);
      };
      const claimJudge = judge && entailmentJudge(metered(judge, context, spend), entailmentTokens, context);

      // Whoever reads free text reads all of it: JSON within must not hide what stands around it.
      const read = ({ output = '' }: Reply) =>
        contract.kind === 'json' ? output : JSON.stringify({ answer: output });
      const isAbstention = (said: Reply) => abstains(read(said), abstention);
      const unsupportedIn = async (said: Reply): Promise<UnsupportedAnswer | undefined> => {
        if (isAbstention(said)) return undefined;
        const { output = '', reasoning } = said;
        const { claims } = await checkGroundedness(read(said), evidence, { question, judge: claimJudge });
        const failed = claims.flatMap(({ text, verdict, reason }) =>
          // What nobody could judge is not supported either.
          verdict === 'supported' ? [] : [{ text, verdict, reason }],
        );
        if (failed.length === 0) return undefined;
        return { output, ...(reasoning !== undefined && { reasoning }), claims: failed };
      };
      const give = ({ usage: _, ...given }: Reply, groundedness: GroundednessRecord): Reply => ({
        ...given,
        ...(usage && { usage }),
        guardrails: { groundedness },
      });

      const first = await unsupportedIn(reply);
      if (first === undefined) return give(reply, passed);
      if (action === 'flag') return give(reply, { outcome: 'flagged', unsupported: [first] });
      const unsupported = [first];
      if (action === 'retry') {
        const again = await askAgain(first.claims.map(({ text }) => text)).catch(noneGiven);
        spend(again?.usage);
        const second = again && (await unsupportedIn(again));
        if (second) unsupported.push(second);
        else if (again && !isAbstention(again)) return give(again, { outcome: 'retried', unsupported });
      }
      return give({ output: renderAbstention(spec), finish: 'stop' }, { outcome: 'abstained', unsupported });
    },
  };
}

/** An answer that is cut off, or a prompt that has grown too long, is no better than the first answer. */
function noneGiven(error: unknown): undefined {
  const isNone =
    error instanceof FulcrumError && ['OUTPUT_INCOMPLETE', 'MODEL_INPUT_TOO_LONG'].includes(error.code);
  if (!isNone) throw error;
}

function metered(
  judge: JudgeModel,
  { call }: Pick<AnswererContext, 'call'>,
  spend: (usage: Usage | undefined) => void,
): JudgeModel {
  return {
    capabilities: judge.capabilities,
    async generate(request, context) {
      const reply = await call(() => judge.generate(request, context));
      spend(reply.usage);
      return reply;
    },
  };
}
