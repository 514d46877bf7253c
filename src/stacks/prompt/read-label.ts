/** Reads which label a free text answer means. Knows nothing of models. */

/**
 * The label that the text is: letter by letter, else up to case, else up to quotes and punctuation around it; else the label that alone
 * stands in it as whole words. `undefined` when none or several do: an answer nobody can read is not guessed.
 */
export function readLabel(text: string, labels: readonly string[]): string | undefined {
  for (const form of [trim, fold, strip]) {
    const wanted = form(text);
    const same = wanted === '' ? [] : labels.filter((label) => form(label) === wanted);
    if (same.length > 0) return onlyOne(same);
  }
  const sentence = words(text);
  const named = labels.filter((label) => holds(sentence, words(label)));
  return onlyOne(named.filter((label) => named.every((other) => standsBeside(label, other, sentence))));
}

/** False where `label` occurs in the sentence only as a part of `other`. */
function standsBeside(label: string, other: string, sentence: string): boolean {
  const [part, whole] = [words(label), words(other)];
  return part === whole || !holds(whole, part) || holds(sentence.replaceAll(whole, '  '), part);
}

function onlyOne<T>(items: readonly T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined;
}

const holds = (sentence: string, part: string) => part.trim() !== '' && sentence.includes(part);
const trim = (text: string) => text.normalize('NFC').trim();
const fold = (text: string) => text.normalize('NFKC').trim().toLowerCase();

/** Without what is no letter, digit or symbol at either end. */
function strip(text: string): string {
  const characters = [...fold(text)];
  const isCore = (c: string) => !/[\s\p{P}`]/u.test(c);
  return characters.slice(characters.findIndex(isCore), characters.findLastIndex(isCore) + 1).join('');
}

/** Words and the marks inside labels (`card_arrival`, `goods-in`), with one space before and after each. */
function words(text: string): string {
  return ` ${fold(text)
    .replace(/[^\p{L}\p{N}_-]+/gu, ' ')
    .trim()} `;
}
