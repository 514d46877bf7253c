/** Which elements of a page its own style sheets speak of, as far as hiding goes. Follows no linked sheet; knows no text. */
import type { HtmlElement, HtmlPage } from './html-node.ts';
import { parseDeclarations, type StyleDeclarations } from './style-declarations.ts';

/** Elements times rules looked at: a large page with a large sheet stays within a second. */
const mostMatches = 3_000_000;

interface Rule {
  readonly selector: string;
  readonly specificity: number;
  readonly declarations: StyleDeclarations;
}

/** Rules outside of `@media` and the like, which hold only sometimes. */
function rulesOf(css: string): Rule[] {
  const rules: Rule[] = [];
  const source = css.replace(/\/\*[\s\S]*?\*\//g, '');
  let at = 0;
  while (at < source.length) {
    const open = source.indexOf('{', at);
    if (open < 0) break;
    const prelude = source.slice(at, open).split(';').at(-1)?.trim() ?? '';
    let close = source.indexOf('}', open);
    if (close < 0) break;
    if (prelude.startsWith('@')) close = endOfGroup(source, open);
    else {
      const declarations = parseDeclarations(source.slice(open + 1, close));
      if (declarations !== undefined)
        for (const selector of prelude.split(','))
          if (!/:(?!not|first|last|nth|root)/.test(selector))
            rules.push({ selector: selector.trim(), specificity: specificityOf(selector), declarations });
    }
    at = close + 1;
  }
  return rules;
}

function endOfGroup(source: string, open: number): number {
  let depth = 0;
  const braces = /[{}]/g;
  braces.lastIndex = open;
  for (let brace = braces.exec(source); brace !== null; brace = braces.exec(source)) {
    depth += brace[0] === '{' ? 1 : -1;
    if (depth === 0) return brace.index;
  }
  return source.length;
}

function specificityOf(selector: string): number {
  const count = (pattern: RegExp) => selector.match(pattern)?.length ?? 0;
  return count(/#/g) * 10_000 + count(/[.[:]/g) * 100 + count(/(?:^|[\s>+~])[a-z]/gi);
}

export interface PageStyles {
  /** What the sheets say of an element; undefined where they say nothing. */
  of(element: HtmlElement): StyleDeclarations | undefined;
  /** False when there were too many rules to look at them all. */
  readonly isWhole: boolean;
}

/** The styles of a page with `elements` elements, from its `<style>` elements. */
export function pageStyles(page: HtmlPage, elements: number): PageStyles {
  const rules = [...page.querySelectorAll('style')].flatMap((style) => rulesOf(style.textContent));
  // A stable sort: of equal weight, the later rule wins.
  rules.sort((a, b) => a.specificity - b.specificity);
  const found = new Map<HtmlElement, StyleDeclarations>();
  const affordable = rules.slice(0, Math.floor(mostMatches / Math.max(1, elements)));
  for (const { selector, declarations } of affordable) {
    try {
      for (const element of page.querySelectorAll(selector))
        found.set(element, { ...found.get(element), ...declarations });
    } catch {
      // A selector that the library does not know matches nothing.
    }
  }
  return { of: (element) => found.get(element), isWhole: affordable.length === rules.length };
}
