/** Inputs without answers from a user's file, none of which gives away a case that is measured on. Asks nobody. */
import { nearDuplicateOverlap } from '../../cases/audit/near-duplicates/near-duplicate-index.ts';
import type { CaseMapping } from '../../cases/case-mapping.ts';
import { fileSource } from '../../cases/case-source.ts';
import { LoadReportCollector } from '../../cases/load-report.ts';
import { loaderFor } from '../../cases/loaders/loaders.ts';
import type { UnlabelledInput } from '../../domain/bench.ts';
import { type CaseInput, inputHash, inputText } from '../../domain/case.ts';
import { BandBuckets } from '../../domain/text/band-buckets.ts';
import { jaccard, shingles } from '../../domain/text/shingles.ts';
import type { OnProgress } from '../progress.ts';

export interface UnlabelledFile {
  /** Relative to `folder`. */
  readonly file: string;
  readonly folder: string;
  readonly mapping: CaseMapping;
}

/** Answers in the file are not read. `measured`: inputs of dev and sealed; what nearly repeats one, or another of the file, is left out and counted. */
export async function* unlabelledInputs(
  { file, folder, mapping }: UnlabelledFile,
  measured: AsyncIterable<{ readonly input: CaseInput }>,
  onProgress: OnProgress,
): AsyncGenerator<UnlabelledInput> {
  const seen = new BandBuckets<{ readonly set: Uint32Array }>();
  const isNew = (input: CaseInput) => {
    const set = shingles(inputText(input));
    return seen.findOrKeep({ set }, (kept) => jaccard(kept.set, set) >= nearDuplicateOverlap) === undefined;
  };
  for await (const { input } of measured) isNew(input);
  const source = await fileSource(file, folder);
  const loader = await loaderFor(source);
  let leftOut = 0;
  for await (const { input, principal, group } of loader.load(source, mapping, new LoadReportCollector())) {
    if (!isNew(input)) {
      leftOut += 1;
      continue;
    }
    yield {
      id: `unlabelled ${inputHash(input).slice(0, 16)}`,
      input,
      ...(principal !== undefined && { principal }),
      ...(group !== undefined && { group }),
    };
  }
  if (leftOut > 0)
    onProgress({
      kind: 'note',
      text: `${file}: ${leftOut} inputs left out, which nearly repeat a case of dev or sealed or another input`,
    });
}
