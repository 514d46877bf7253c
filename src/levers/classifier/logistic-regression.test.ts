import { expect, test } from 'vitest';
import { fitLogisticRegression, linearScores, type TrainingRows } from './logistic-regression.ts';
import { preconditioners } from './preconditioner.ts';
import { logLoss } from './scored-rows.ts';
import { sparseMatrix } from './sparse-matrix.ts';

const features = [
  [0.9, 0.1, 0, 0],
  [0.8, 0.3, 1, 0],
  [0.2, 0.9, 0, 1],
  [0.1, 0.7, 0, 0],
  [0.5, 0.5, 1, 1],
  [-0.4, 0.2, 0, 0.5],
  [-0.6, -0.1, 0, 0],
  [-0.5, 0.4, 2, 0],
];
const classes = [0, 0, 1, 1, 1, 2, 2, 0];

/** The first two features dense, the others sparse. */
const rows: TrainingRows = {
  dense: {
    rows: 8,
    columns: 3,
    values: Float64Array.from(features.flatMap(([a = 0, b = 0]) => [a, b, 1])),
  },
  sparse: sparseMatrix(
    features.map(([, , c = 0, d = 0]) => new Map([c, d].entries().filter(([, v]) => v !== 0))),
    2,
  ),
  classes: Int32Array.from(classes),
  classCount: 3,
};

// scikit-learn 1.9.1: m = LogisticRegression(C=2.0, tol=1e-12, max_iter=10000).fit(X, y); m.coef_, m.intercept_, and
// -log(m.predict_proba(X)[range(8), y]).mean()
const expected = {
  weights: [
    [0.804596, -0.38353, 0.870781, -0.86318],
    [0.292645, 1.049214, -0.194023, 0.807681],
    [-1.097241, -0.665685, -0.676758, 0.055499],
  ],
  intercepts: [0.007509, -0.343856, 0.336346],
  logLoss: 0.434314253,
};
const l2 = 1 / (2 * 8);
const settings = { l2, tolerance: 1e-14, maxIterations: 500, pause: async () => {} };

async function solve(start?: Float64Array) {
  const [precondition = (v: Float64Array) => v] = preconditioners(rows, 3, [l2]);
  return fitLogisticRegression(rows, { ...settings, precondition }, start);
}

test('the coefficients, intercepts and log-loss of scikit-learn, dense and sparse features alike', async () => {
  const x = await solve();
  expected.weights.forEach(([a = 0, b = 0, c = 0, d = 0], k) => {
    expect(x[k * 3]).toBeCloseTo(a, 5);
    expect(x[k * 3 + 1]).toBeCloseTo(b, 5);
    expect(x[k * 3 + 2]).toBeCloseTo(expected.intercepts[k] ?? 0, 5);
    expect(x[9 + k]).toBeCloseTo(c, 5);
    expect(x[12 + k]).toBeCloseTo(d, 5);
  });
  const scores = linearScores(rows, x, 3);
  expect(logLoss({ scores, classes, classCount: 3 }, 1)).toBeCloseTo(expected.logLoss, 8);
});

test('the solution does not depend on the start or the preconditioner', async () => {
  const x = await solve();
  const far = await solve(Float64Array.from(x, (_, i) => (i % 2 === 0 ? 3 : -3)));
  const plain = await fitLogisticRegression(rows, { ...settings, precondition: (v) => v });
  for (let i = 0; i < x.length; i++) {
    // Equal shifts of all intercepts change nothing, so they are compared through the scores below.
    if (i < 9 && i % 3 === 2) continue;
    expect(far[i]).toBeCloseTo(x[i] ?? 0, 5);
    expect(plain[i]).toBeCloseTo(x[i] ?? 0, 5);
  }
  const odds = (c: Float64Array) => {
    const s = linearScores(rows, c, 3);
    return (s[0] ?? 0) - (s[1] ?? 0);
  };
  expect(odds(far)).toBeCloseTo(odds(x), 5);
});

test('the pause can stop it', async () => {
  const pause = () => Promise.reject(new Error('stopped'));
  await expect(fitLogisticRegression(rows, { ...settings, precondition: (v) => v, pause })).rejects.toThrow(
    'stopped',
  );
});
