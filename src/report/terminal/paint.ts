/** Colours text for a terminal, or leaves it as it is; whether to colour is the caller's choice, never read from the environment. */
import { styleText } from 'node:util';
import type { Verdict } from '../../domain/ladder.ts';

type Style = 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan';
export type Paint = (style: Style, text: string) => string;

export function paintWith(colour: boolean): Paint {
  return (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text);
}

export const verdictStyle = {
  better: 'green',
  'no worse': 'cyan',
  worse: 'red',
  'cannot tell': 'yellow',
} as const satisfies Record<Verdict, Style>;
