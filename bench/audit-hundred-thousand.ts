/** Audits a hundred thousand generated texts, one in twenty a variant of another, and prints seconds, peak memory and what was found. */

import { auditCases } from '../src/cases/audit/audit-cases.ts';
import type { StoredCase } from '../src/domain/ports/case-set-store.ts';

const count = Number(process.argv[2] ?? 100_000);

let state = 1;
const draw = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
};
const vocabulary = Array.from({ length: 5000 }, () =>
  Array.from(
    { length: 2 + Math.floor(draw() * 8) },
    () => 'etaoinshrdlcumwfgypbvk'[Math.floor(draw() ** 1.5 * 22)],
  ).join(''),
);
const word = () => vocabulary[Math.floor(draw() ** 3 * vocabulary.length)] as string;

async function* cases(): AsyncGenerator<StoredCase> {
  let last: string[] = [];
  for (let ordinal = 0; ordinal < count; ordinal += 1) {
    const words =
      ordinal % 20 === 19
        ? last.map((old, at) => (at === ordinal % last.length ? word() : old))
        : Array.from({ length: 8 + Math.floor(draw() * 20) }, word);
    last = words;
    yield {
      id: `case-${ordinal}`,
      input: words.join(' '),
      expected: { kind: 'label', label: `queue ${ordinal % 40}` },
      tags: [],
      ordinal,
      split: ordinal % 2 === 0 ? 'train' : 'sealed',
      inputHash: '',
    };
  }
}

const start = performance.now();
const findings = await auditCases(cases());
console.log(
  JSON.stringify({
    cases: count,
    seconds: Math.round((performance.now() - start) / 10) / 100,
    peakRssMegabytes: Math.round(process.resourceUsage().maxRSS / 1000),
    variants: Math.floor(count / 20),
    nearDuplicates: findings.find(({ code }) => code === 'NEAR_DUPLICATES')?.count ?? 0,
  }),
);
