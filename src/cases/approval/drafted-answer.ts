/** The answer in what a drafted case expects: the text itself, or the field `answer`. Knows no contract. */
import type { Json } from '../../domain/json.ts';
import { asText } from '../expected/read-expected.ts';
import { isObject } from '../loaders/json-record.ts';

export function draftedAnswer(expected: Json): string {
  return asText(isObject(expected) && expected.answer !== undefined ? expected.answer : expected);
}

export function withAnswer(expected: Json, answer: string): Json {
  return isObject(expected) ? { ...expected, answer } : answer;
}
