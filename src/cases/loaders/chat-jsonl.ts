/** OpenAI's chat fine-tuning JSONL: the last assistant turn is the expected answer, what precedes it the input. Does not train. */
import type { Message, ToolCall } from '../../domain/case.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { resolveMapping } from '../case-mapping.ts';
import type { DraftCase, DraftExpected } from '../draft-case.ts';
import { draftFromRecord } from '../draft-from-record.ts';
import type { LoadReportCollector } from '../load-report.ts';
import { malformed, type Place } from '../malformed.ts';
import { lines } from '../text/lines.ts';
import { utf8Text } from '../text/utf8.ts';
import type { CaseLoader } from './case-loader.ts';
import { isObject, parseJson } from './json-record.ts';

export const chatJsonlLoader: CaseLoader = {
  name: 'chat-jsonl',
  accepts: (path, head) => /\.(jsonl|ndjson)$/i.test(path) && startsWithConversation(head),
  async *load(source, mapping, report) {
    for await (const { line, text } of lines(utf8Text(source.open(), source.name), source.name)) {
      const place = { file: source.name, line };
      const record = parseJson(text, place);
      if (!isObject(record) || !Array.isArray(record.messages))
        throw malformed(place, 'no list of messages', record);
      const { input, expected } = conversation(record, place, report);
      const columns = { ...resolveMapping(mapping, Object.keys(record)), input: ['messages'], expected: [] };
      const draft = draftFromRecord(
        (key) =>
          key === 'messages'
            ? (input as unknown as Json)
            : Object.hasOwn(record, key)
              ? record[key]
              : undefined,
        columns,
        place,
      );
      yield expected === undefined ? draft : ({ ...draft, expected } satisfies DraftCase);
    }
  },
};

function startsWithConversation(head: string): boolean {
  const first = head.split('\n').find((line) => line.trim() !== '') ?? '';
  return /"messages"\s*:\s*\[/.test(first) && /"role"\s*:\s*"assistant"/.test(first);
}

function conversation(record: JsonObject, place: Place, report: LoadReportCollector) {
  const turns = (record.messages as readonly Json[]).map((turn) => {
    if (!isObject(turn) || typeof turn.role !== 'string')
      throw malformed(place, 'a message without role', turn);
    return turn;
  });
  const last = turns.findLastIndex((turn) => turn.role === 'assistant');
  if (last !== -1 && last < turns.length - 1)
    report.note('messages after the last assistant turn were left out');
  if (record.tools !== undefined || record.functions !== undefined) {
    report.note('tool definitions are not part of a case; declare the tools with the stack');
  }
  const before = (last === -1 ? turns : turns.slice(0, last)).map((turn) => message(turn, place, report));
  const system =
    typeof record.system === 'string' && before[0]?.role !== 'system' ? record.system : undefined;
  const input: Message[] = system === undefined ? before : [{ role: 'system', content: system }, ...before];
  const answer = turns[last];
  return { input, expected: answer && expectedTurn(answer, record, place) };
}

/** Tool calls where the turn makes some; an empty list beside the text where tools were on offer and none was called. */
function expectedTurn(turn: JsonObject, record: JsonObject, place: Place): DraftExpected | undefined {
  const calls = toolCalls(turn, place);
  const text = contentText(turn.content, place);
  const expected = {
    ...(text.trim() !== '' && { value: text }),
    ...((calls.length > 0 || record.tools !== undefined) && { calls }),
  };
  return Object.keys(expected).length === 0 ? undefined : expected;
}

function message(turn: JsonObject, place: Place, report: LoadReportCollector): Message {
  const calls = toolCalls(turn, place);
  const text = contentText(turn.content, place);
  switch (turn.role) {
    case 'system':
    case 'developer':
      return { role: 'system', content: text };
    case 'user':
      return { role: 'user', content: text };
    case 'assistant':
      if (calls.length === 0) return { role: 'assistant', content: text };
      report.note('tool calls in the middle of a conversation were written out as text');
      return {
        role: 'assistant',
        content: [text, JSON.stringify(calls)].filter((part) => part !== '').join('\n'),
      };
    case 'tool':
    case 'function':
      report.note('tool results in the middle of a conversation were written out as user turns');
      return { role: 'user', content: `Tool result: ${text}` };
    default:
      throw malformed(place, 'an unknown role', turn.role);
  }
}

function contentText(content: Json | undefined, place: Place): string {
  if (content === undefined || content === null) return '';
  if (typeof content === 'string') return content;
  const parts = Array.isArray(content) ? (content as readonly Json[]) : [content];
  return parts
    .map((part) => {
      if (isObject(part) && part.type === 'text' && typeof part.text === 'string') return part.text;
      throw malformed(place, 'a message part that is not text', part);
    })
    .join('');
}

/** Current `tool_calls` and the older `function_call`. Arguments arrive as JSON text. */
function toolCalls(turn: JsonObject, place: Place): ToolCall[] {
  const calls = Array.isArray(turn.tool_calls)
    ? (turn.tool_calls as readonly Json[]).map((call) => (isObject(call) ? call.function : undefined))
    : turn.function_call === undefined || turn.function_call === null
      ? []
      : [turn.function_call];
  return calls.map((call) => {
    if (!isObject(call) || typeof call.name !== 'string')
      throw malformed(place, 'a tool call without name', turn);
    const given = call.arguments;
    const parsed = typeof given === 'string' && given.trim() !== '' ? parseJson(given, place) : (given ?? {});
    if (!isObject(parsed) && parsed !== '')
      throw malformed(place, 'tool arguments that are no object', given);
    return { name: call.name, arguments: isObject(parsed) ? parsed : {} };
  });
}
