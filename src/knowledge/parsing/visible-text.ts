/** Leaves out of a text what nobody sees, so that people and models read the same. Knows no document format. */

/**
 * Characters without a shape of their own: zero-width spaces and joiners, direction marks and overrides, fillers, annotation marks,
 * variation selectors beyond the first sixteen, the tag block, byte order marks and non-characters.
 */
const invisible =
  /[\u115f\u1160\u17b4\u17b5\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff]|[\u{1d173}-\u{1d17a}]|[\u{e0000}-\u{e0fff}]|\u180b|\u180c|\u180d|\u180e|\u180f/gu;
/** A soft hyphen is a hint to the typesetter, nothing hidden. */
const softHyphen = /\u00ad/g;
/** Joiners shape the letters of some scripts and join emoji; beside anything else they are only hidden. */
const joiner = /[\u200c\u200d]/gu;
const shapes = /\p{L}|\p{M}|\p{Extended_Pictographic}|\p{Emoji_Modifier}/u;
/** One variation selector picks a shape; a run of them can only carry a message. */
const selectorRun = /[\ufe00-\ufe0f]{2,}/g;
const control = /[^\P{Cc}\n\t]/gu;

export interface VisibleText {
  readonly text: string;
  /** Invisible characters left out. */
  readonly leftOut: number;
}

function joins(text: string, at: number): boolean {
  const before = [...text.slice(Math.max(0, at - 2), at)].at(-1);
  const after = [...text.slice(at + 1, at + 3)][0];
  return [before, after].every((one) => one !== undefined && one >= '\u0080' && shapes.test(one));
}

/**
 * The text as a person would see it: well-formed, with line feeds as the only line ends and tabs as the only other control characters,
 * without invisible characters.
 */
export function visibleText(raw: string): VisibleText {
  let text = raw.toWellFormed().replace(/\r\n?|[\u0085\u2028\u2029\v\f]/g, '\n');
  let leftOut = 0;
  const leaveOut = () => {
    leftOut += 1;
    return '';
  };
  text = text.replace(softHyphen, '').replace(control, '').replace(invisible, leaveOut);
  text = text.replace(selectorRun, (run) => {
    leftOut += run.length;
    return '';
  });
  text = text.replace(joiner, (mark, at: number, whole: string) => (joins(whole, at) ? mark : leaveOut()));
  return { text, leftOut };
}
