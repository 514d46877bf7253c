/** Places short labels around points so that they cover neither each other nor the points. It knows pixels only. */

export interface LabelledPoint {
  /** Pixels in the plot, y downwards. */
  readonly x: number;
  readonly y: number;
  /** Estimated width of the label in pixels. */
  readonly width: number;
}

export interface LabelPlace {
  readonly side: 'left' | 'right';
  /** Pixels to move the label from the height of its point. */
  readonly dy: number;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const lineHeight = 16;
const gap = 9;
const candidates: readonly LabelPlace[] = [-12, 12, -26, 26, -40, 40].flatMap((dy) => [
  { side: 'right', dy },
  { side: 'left', dy },
]);

/** One place per point, chosen greedily in the given order: the first candidate that covers least, inside the plot where possible. */
export function labelPlaces(points: readonly LabelledPoint[], plotWidth: number): LabelPlace[] {
  const taken: Box[] = points.map(({ x, y }) => ({ left: x - 8, right: x + 8, top: y - 8, bottom: y + 8 }));
  return points.map((point) => {
    let best = candidates[0] as LabelPlace;
    let bestBox = labelBox(point, best);
    let least = Number.POSITIVE_INFINITY;
    for (const candidate of candidates) {
      const box = labelBox(point, candidate);
      const outside = Math.max(0, -box.left) + Math.max(0, box.right - plotWidth) + Math.max(0, -box.top);
      const covered = taken.reduce((sum, other) => sum + overlap(box, other), 0) + outside * lineHeight * 2;
      if (covered < least) [best, bestBox, least] = [candidate, box, covered];
    }
    taken.push(bestBox);
    return best;
  });
}

function labelBox({ x, y, width }: LabelledPoint, { side, dy }: LabelPlace): Box {
  const left = side === 'right' ? x + gap : x - gap - width;
  return { left, right: left + width, top: y + dy - lineHeight / 2, bottom: y + dy + lineHeight / 2 };
}

function overlap(a: Box, b: Box): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return width > 0 && height > 0 ? width * height : 0;
}
