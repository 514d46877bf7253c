/** The language of a text by its script and its commonest words; says nothing where they do not tell. Reads the beginning alone. */

/** Enough for the shares to settle. */
const mostCharacters = 20_000;
const fewestWords = 20;
/** Of all words, those that must be common words of the language found. In running text they are a quarter and more, in tables few. */
const leastShare = 0.1;
/** The common words of the language found over those of the next: relatives share many. */
const leastLead = 1.4;

/** Words that are among the commonest of their language; words that several have stay in each list. */
const commonWords: Readonly<Record<string, ReadonlySet<string>>> = Object.fromEntries(
  Object.entries({
    da: 'og i at det er en til på som med for den af de ikke der har et var eller fra kan blev skal hvis jeg vi også når efter mellem',
    de: 'der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über oder wenn',
    en: 'the of and to in a is that for it as was with be by on not he his but at are this have from or an they which one you were all her she there would their we him been has when who will no more if',
    es: 'de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha este sí porque esta entre cuando muy sin sobre también fue si',
    fr: 'de la le et les des en un du une que est pour qui dans par plus pas au sur ne se ce il sont la avec ou son aux cette vous nous être ont mais comme si',
    it: 'di e il la che in un a per una è del con non si le da i al dei sono della nel più alla come anche lo o delle gli ha ma se dal questo essere',
    nl: 'de en van het een in is dat op te voor met zijn die niet aan er om ook als bij maar dan door uit wordt naar of nog kan heeft je worden deze tot hij we wij',
    pl: 'i w na z do się nie że to jest o jak za od po przez co dla ale był lub oraz jego które może tym przy tak są być',
    pt: 'de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu sua ou ser quando muito há nos já está',
    sv: 'och i att det som en på är av för med den till inte de om ett var har från eller men kan vi när så ska vid under också där',
  }).map(([language, words]) => [language, new Set(words.split(' '))]),
);

/** Scripts that one language alone is written in, near enough. */
const scripts: readonly (readonly [string, RegExp])[] = [
  ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['ko', /\p{Script=Hangul}/gu],
  ['zh', /\p{Script=Han}/gu],
  ['el', /\p{Script=Greek}/gu],
  ['he', /\p{Script=Hebrew}/gu],
  ['th', /\p{Script=Thai}/gu],
];

/** BCP 47; `undefined` of short, mixed or tabular text, and of languages it does not know. */
export function detectLanguage(text: string): string | undefined {
  const head = text.slice(0, mostCharacters);
  const letters = head.match(/\p{L}/gu)?.length ?? 0;
  for (const [language, script] of scripts) {
    const count = head.match(script)?.length ?? 0;
    // Japanese mixes kana with Chinese characters.
    if (count >= fewestWords && count / letters > (language === 'ja' ? 0.2 : 0.6)) return language;
  }
  const words = head.toLowerCase().match(/[\p{L}\p{M}]+/gu) ?? [];
  if (words.length < fewestWords) return undefined;
  const counts = Object.entries(commonWords)
    .map(([language, common]) => ({ language, count: words.filter((word) => common.has(word)).length }))
    .sort((a, b) => b.count - a.count);
  const [first, second] = counts;
  if (first === undefined || second === undefined) return undefined;
  return first.count / words.length >= leastShare && first.count >= leastLead * second.count
    ? first.language
    : undefined;
}
