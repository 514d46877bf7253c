/** Small pieces of HTML that several sections share: a figure over its interval, a verdict, a role, footnotes. */
import type { Comparison, Known, Ladder, Rung, Verdict } from '../../domain/ladder.ts';
import type { Footnotes } from '../footnotes.ts';
import { pValue } from '../format/p-value.ts';
import { type Ends, range } from '../format/range.ts';
import { rungRole } from '../ladder-words.ts';
import { type Content, type Markup, markup } from '../markup.ts';

/** A figure with its interval below it in small print. */
export function withInterval(
  figure: Content,
  interval: Ends | undefined,
  write: (end: number) => string,
): Markup {
  return interval === undefined
    ? markup`<span class="figure">${figure}</span>`
    : markup`<span class="figure">${figure}</span> <small>${range(interval, write)}</small>`;
}

/** The figure, or `?` with a footnote. */
export function knownFigure<T>(figure: Known<T>, footnotes: Footnotes, write: (value: T) => string): string {
  return 'unknown' in figure ? footnotes.unknown(figure.unknown) : write(figure.value);
}

/** `, p = 0.012 after Holm`, or nothing where no test was made. */
export function testOf({ pValue: p, adjustedPValue: adjusted }: Comparison): string {
  if (adjusted !== undefined) return `, ${pValue(adjusted)} after Holm`;
  return p === undefined ? '' : `, ${pValue(p)}`;
}

const verdictSigns: Readonly<Record<Verdict, { sign: string; tone: string }>> = {
  better: { sign: '▲', tone: 'good' },
  'no worse': { sign: '●', tone: 'fair' },
  worse: { sign: '▼', tone: 'bad' },
  'cannot tell': { sign: '?', tone: 'open' },
};

/** Told apart by sign and word, not by colour alone. */
export function verdictBadge(verdict: Verdict): Markup {
  const { sign, tone } = verdictSigns[verdict];
  return badge(tone, verdict, sign);
}

export function badge(tone: string, word: string, sign: string): Markup {
  return markup`<span class="badge ${tone}"><span aria-hidden="true">${sign}</span> ${word}</span>`;
}

/** Name, and below it the lever and the part the rung plays. */
export function rungHead(ladder: Ladder, rung: Rung): Markup {
  const role = rungRole(ladder, rung);
  return markup`<span class="name"><bdi>${rung.name}</bdi></span> <small>${rung.lever}${
    role === undefined
      ? ''
      : markup` · <span class="role ${role === 'chosen' ? 'chosen' : ''}">${role}</span>`
  }</small>`;
}

export function footnoteList(footnotes: Footnotes): Content {
  const notes = footnotes.list();
  if (notes.length === 0) return '';
  return markup`<ul class="footnotes">${notes.map(
    ({ mark, reason }) => markup`<li>?${mark} unknown: ${reason}</li>`,
  )}</ul>
`;
}
