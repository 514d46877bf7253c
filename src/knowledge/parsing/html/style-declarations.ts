/** What CSS says of being seen: the handful of declarations that can hide a text, and their values. Knows no page. */

/** Red, green, blue, 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

/** `unknown`: there is one, but not one that can be compared, as an image. */
export type Paint = Colour | 'transparent' | 'unknown';

/** Of each property that can hide: whether it does. A later declaration overrides an earlier one property by property. */
export interface StyleDeclarations {
  readonly display?: boolean;
  readonly visibility?: boolean;
  readonly opacity?: boolean;
  readonly size?: boolean;
  readonly colour?: Paint;
  readonly background?: Paint;
}

/** Whether one of the properties hides the element whole. */
export function hides({ display, visibility, opacity, size }: StyleDeclarations): boolean {
  return (display ?? false) || (visibility ?? false) || (opacity ?? false) || (size ?? false);
}

/** Colours that pages name; others are unknown and hide nothing. */
const named: Readonly<Record<string, Colour>> = {
  white: [255, 255, 255],
  snow: [255, 250, 250],
  ghostwhite: [248, 248, 255],
  whitesmoke: [245, 245, 245],
  ivory: [255, 255, 240],
  black: [0, 0, 0],
  red: [255, 0, 0],
  lime: [0, 255, 0],
  green: [0, 128, 0],
  blue: [0, 0, 255],
  navy: [0, 0, 128],
  yellow: [255, 255, 0],
  gray: [128, 128, 128],
  grey: [128, 128, 128],
  silver: [192, 192, 192],
};

/** A colour as CSS or an attribute writes it. */
export function parsePaint(raw: string): Paint {
  const text = raw
    .trim()
    .toLowerCase()
    .replace(/\s*!important$/, '');
  if (text === 'transparent') return 'transparent';
  const hex = /^#?([\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/.exec(text)?.[1];
  if (hex !== undefined) {
    const digits = hex.length <= 4 ? [...hex].map((digit) => digit + digit).join('') : hex;
    if (digits.length === 8 && Number.parseInt(digits.slice(6), 16) < 13) return 'transparent';
    const part = (at: number) => Number.parseInt(digits.slice(at, at + 2), 16);
    return [part(0), part(2), part(4)];
  }
  const rgb = /^rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)\s*(?:[,/]\s*([\d.]+)(%?)\s*)?\)$/.exec(text);
  if (rgb !== null) {
    const alpha = rgb[4] === undefined ? 1 : Number(rgb[4]) / (rgb[5] === '%' ? 100 : 1);
    return alpha < 0.05 ? 'transparent' : [Number(rgb[1]), Number(rgb[2]), Number(rgb[3])];
  }
  return (Object.hasOwn(named, text) ? named[text] : undefined) ?? 'unknown';
}

/** At most so many pixels high cannot be read. */
const unreadablePx = 1;
const pxPerUnit: Readonly<Record<string, number>> = { px: 1, pt: 4 / 3, em: 16, rem: 16, '%': 0.16, '': 1 };

function isUnreadable(size: string): boolean {
  const match = /^(\d*\.?\d+)(px|pt|em|rem|%|)$/.exec(size);
  if (match === null) return false;
  return Number(match[1]) * (pxPerUnit[match[2] ?? ''] ?? 1) <= unreadablePx + 1e-9;
}

function backgroundOf(value: string): Paint | undefined {
  if (/url\(|gradient\(/.test(value)) return 'unknown';
  const parts = value.match(/#[\da-f]+|rgba?\([^)]*\)|[a-z]+/g) ?? [];
  for (const part of parts) {
    const paint = parsePaint(part);
    if (paint !== 'unknown') return paint;
  }
  return /^(?:none|inherit|initial|unset)$/.test(value) ? undefined : 'unknown';
}

/** Reads the declarations of a `style` attribute or of one rule; undefined when none of them matters. */
export function parseDeclarations(source: string): StyleDeclarations | undefined {
  const found: { -readonly [key in keyof StyleDeclarations]: StyleDeclarations[key] } = {};
  for (const declaration of source.replace(/\/\*[\s\S]*?\*\//g, '').split(';')) {
    const colon = declaration.indexOf(':');
    if (colon < 0) continue;
    const property = declaration.slice(0, colon).trim().toLowerCase();
    const raw = declaration
      .slice(colon + 1)
      .trim()
      .toLowerCase();
    const value = raw.replace(/\s*!important$/, '');
    if (property === 'display') found.display = value === 'none';
    else if (property === 'visibility') found.visibility = value === 'hidden' || value === 'collapse';
    else if (property === 'opacity') found.opacity = Number.parseFloat(value) < 0.05;
    else if (property === 'font-size') found.size = isUnreadable(value);
    else if (property === 'color') found.colour = parsePaint(value);
    else if (property === 'background' || property === 'background-color') {
      const background = backgroundOf(value);
      if (background !== undefined) found.background = background;
    }
  }
  return Object.keys(found).length === 0 ? undefined : found;
}

/** Whether text of that colour cannot be told from what it stands on. */
export function isLost(colour: Paint, background: Paint): boolean {
  if (colour === 'transparent') return true;
  if (typeof colour === 'string' || typeof background === 'string') return false;
  return colour.every((part, at) => Math.abs(part - (background[at] ?? 0)) <= 10);
}
