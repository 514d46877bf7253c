import { expect, test } from 'vitest';
import { invert } from './invert.ts';
import { addWeightedRows, type Matrix, rowProducts, zeros } from './matrix.ts';

function counting(rows: number, columns: number): Matrix {
  return {
    rows,
    columns,
    values: Float64Array.from({ length: rows * columns }, (_, i) => ((i * 7) % 11) - 5),
  };
}

const at = (m: Matrix, i: number, j: number) => m.values[i * m.columns + j] as number;

// Every remainder of the blocks of four and two.
const sizes = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((count) => [1, 2, 3].map((width) => [count, width] as const));

test.each(sizes)('%i rows times %i rows, from the second row on', (count, width) => {
  const a = counting(count + 1, 3);
  const b = counting(width, 3);
  const out = new Float64Array(count * width);
  rowProducts(a, 1, count, b, out);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < width; k++) {
      const sum = [0, 1, 2].reduce((s, j) => s + at(a, i + 1, j) * at(b, k, j), 0);
      expect(out[i * width + k]).toBe(sum);
    }
  }
});

test.each(sizes)('%i rows weighted into %i sums, from the second row on', (count, width) => {
  const a = counting(count + 1, 3);
  const weights = counting(count, width);
  const out = zeros(width, 3);
  out.values.fill(100);
  addWeightedRows(a, 1, count, weights.values, out);
  for (let k = 0; k < width; k++) {
    for (let j = 0; j < 3; j++) {
      let sum = 100;
      for (let i = 0; i < count; i++) sum += at(weights, i, k) * at(a, i + 1, j);
      expect(at(out, k, j)).toBe(sum);
    }
  }
});

test('the inverse by hand', () => {
  // [[4, 2], [2, 3]] has the determinant 8.
  const { values } = invert({ rows: 2, columns: 2, values: Float64Array.of(4, 2, 2, 3) });
  [3 / 8, -2 / 8, -2 / 8, 4 / 8].forEach((v, i) => {
    expect(values[i]).toBeCloseTo(v, 12);
  });
});

test('a matrix that is not positive definite is refused', () => {
  expect(() => invert({ rows: 2, columns: 2, values: Float64Array.of(1, 2, 2, 1) })).toThrow(RangeError);
});
