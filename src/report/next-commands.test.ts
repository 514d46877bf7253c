import { describe, expect, it } from 'vitest';
import { nextCommands } from './next-commands.ts';
import { sampleLadder } from './testing/sample-ladder.ts';

const commands = (options: Parameters<typeof nextCommands>[1], ladder = sampleLadder) =>
  nextCommands(ladder, options).map(({ command }) => command);

const compared = 'compare climb-20260914-0931:6 climb-20260914-0931:3';

describe('nextCommands', () => {
  it('suggests the report and a comparison, called as the program was and naming the task', () => {
    expect(commands({ program: 'bin/fulcrum', task: "'my task'" })).toEqual([
      "bin/fulcrum show climb-20260914-0931 'my task' -o report.html",
      `bin/fulcrum ${compared} 'my task'`,
    ]);
  });

  it('does not suggest a report that was just written', () => {
    expect(commands({ reportWritten: true })).toEqual([`fulcrum ${compared}`]);
  });

  it('compares the foremost other rung when the reference is kept, and lists the climbs when it is alone', () => {
    const { decision, referenceRungId, rungs } = sampleLadder;
    const kept = { ...sampleLadder, decision: { ...decision, rungId: referenceRungId as string } };
    // The first finalist that is not the reference.
    expect(commands({ reportWritten: true }, kept)).toEqual([
      'fulcrum compare climb-20260914-0931:4 climb-20260914-0931:3',
    ]);
    const alone = { ...kept, rungs: rungs.filter(({ id }) => id === referenceRungId) };
    expect(commands({ reportWritten: true }, alone)).toEqual(['fulcrum show']);
  });
});
