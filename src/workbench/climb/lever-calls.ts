/** Which levers a task pulls, with which settings. Pulls none. */
import { z } from 'zod';
import { nearest } from '../../cases/nearest.ts';
import { FulcrumError } from '../../domain/errors.ts';
import type { Lever } from '../../levers/lever.ts';
import { findLever, levers } from '../../levers/registry.ts';
import type { ReadTaskConfig } from '../config/task-config.ts';

export interface LeverCall {
  readonly lever: Lever;
  readonly settings: unknown;
}

/** As the task or the command line writes it. */
export interface WrittenLever {
  readonly name: string;
  readonly given: unknown;
}

/** The task's levers in order, external stacks first; with `only` those named there, also when the task does not list them. */
export function writtenLevers(
  { external, levers: listed }: Pick<ReadTaskConfig, 'external' | 'levers'>,
  only: readonly string[],
): readonly WrittenLever[] {
  const all: WrittenLever[] = external.map((given) => ({ name: 'external', given }));
  for (const entry of listed ?? levers.filter((l) => l.byDefault).map((l) => l.name)) {
    if (typeof entry === 'string') all.push({ name: entry, given: {} });
    else {
      const { lever: name, ...given } = entry;
      all.push({ name, given });
    }
  }
  return only.length === 0 ? all : only.flatMap((name) => named(name, all));
}

function named(name: string, all: readonly WrittenLever[]): readonly WrittenLever[] {
  const found = all.filter((written) => written.name === name);
  return found.length > 0 ? found : [{ name, given: {} }];
}

/** Throws `LEVER_UNKNOWN` or `LEVER_SETTINGS`. */
export function readLever({ name, given }: WrittenLever): LeverCall {
  const lever = findLever(name);
  if (lever === undefined) {
    const names = levers.map((l) => l.name);
    throw new FulcrumError('LEVER_UNKNOWN', {
      lever: name,
      nearest: nearest(name, names) ?? '',
      levers: names.join(', '),
    });
  }
  const read = lever.settings.safeParse(given);
  if (!read.success)
    throw new FulcrumError('LEVER_SETTINGS', { lever: name, problem: z.prettifyError(read.error) });
  return { lever, settings: read.data };
}
