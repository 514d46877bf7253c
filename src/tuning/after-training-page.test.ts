/** Holds docs/after-training.md to the general set, the errors, the statistics and the command that it names. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../cli/run-cli.ts';
import { errorRegistry } from '../domain/error-registry.ts';
import * as stats from '../measure/stats/index.ts';
import { forgettingSet } from './forgetting/forgetting-set.ts';
import { usableShare } from './hardware/advise-hardware.ts';
import { knownArchitectures } from './hardware/model-shape.ts';
import { assumedShareOfPeak } from './hardware/training-speed.ts';

const root = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/after-training.md', root), 'utf8');

describe('docs/after-training.md', () => {
  it('counts the items and names their kinds', () => {
    expect(/<!-- items -->(\d+)<!-- -->/.exec(page)?.[1]).toBe(String(forgettingSet.cases.length));
    const section = page.slice(page.indexOf('## What did it forget?'), page.indexOf('## Would more data'));
    const kinds = [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, kind]) => kind);
    expect(kinds).toEqual([...new Set(forgettingSet.cases.flatMap(({ tags }) => tags))]);
  });

  it('names errors, functions, architectures and files that there are', () => {
    const codes = [...page.matchAll(/`([A-Z]+_[A-Z_]+)`/g)].map(([, code = '']) => code);
    expect(codes).toEqual(['MODEL_SHAPE_UNKNOWN']);
    for (const code of codes) expect(errorRegistry).toHaveProperty(code);
    for (const name of ['curveReadings', 'extrapolateCurve', 'moreExamples']) {
      expect(page).toContain(`\`${name}\``);
      expect(stats).toHaveProperty(name);
    }
    for (const architecture of knownArchitectures) expect(page).toContain(`\`${architecture}\``);
    for (const [, file = ''] of page.matchAll(/`(src\/\S+)`/g))
      expect(existsSync(new URL(file, root))).toBe(true);
    for (const [, file = ''] of page.matchAll(/\]\(([^)#]+)/g))
      expect(existsSync(new URL(`docs/${file}`, root)), file).toBe(true);
  });

  it('states the shares that are taken', () => {
    expect(page).toContain(`${assumedShareOfPeak * 100} % of the peak`);
    expect(usableShare).toBe(0.9);
  });

  it('shows commands and options that there are', () => {
    const advise = buildProgram(async () => {}).commands.find((c) => c.name() === 'advise');
    const help = advise?.commands.find((c) => c.name() === 'hardware')?.helpInformation() ?? '';
    const options = [...page.matchAll(/--[a-z-]+/g)].map(([option]) => option).filter((o) => o !== '--');
    expect(options.length).toBeGreaterThan(5);
    for (const option of options) if (/^--[a-z]/.test(option)) expect(help, option).toContain(option);
  });
});
