/** `fulcrum models`: the catalogue on this machine. Needs no task. */
import { type ListedModel, listModels as list } from '../models/catalogue/list-models.ts';
import { type PullProgress, pullModel } from '../models/catalogue/pull-model.ts';
import { removeModel } from '../models/catalogue/remove-model.ts';
import type { Interruption } from './interruption.ts';
import type { OnProgress } from './progress.ts';

export interface PulledModel {
  readonly id: string;
  readonly path: string;
  readonly wasThere: boolean;
}

export function listModels(): Promise<readonly ListedModel[]> {
  return list();
}

/** One after the other, so that a slow line is not shared. */
export async function pullModels(
  ids: readonly string[],
  interruption: Interruption,
  onProgress: OnProgress,
): Promise<readonly PulledModel[]> {
  const there = new Set((await list()).filter((m) => m.pulled).map((m) => m.id));
  const pulled: PulledModel[] = [];
  for (const id of ids) {
    const path = await pullModel(id, {
      signal: interruption.soft,
      onProgress: (event) => report(id, event, onProgress),
    });
    pulled.push({ id, path, wasThere: there.has(id) });
  }
  return pulled;
}

/** Returns how many were there. */
export async function removeModels(ids: readonly string[]): Promise<number> {
  let removed = 0;
  for (const id of ids) if (await removeModel(id)) removed++;
  return removed;
}

function report(id: string, event: PullProgress, onProgress: OnProgress): void {
  switch (event.stage) {
    case 'waiting':
      onProgress({ kind: 'step', text: `${id}: process ${event.ownerPid} is pulling it; waiting` });
      break;
    case 'downloading':
      if (event.receivedBytes === undefined)
        onProgress({ kind: 'step', text: `${id}: downloading from the ${event.source}` });
      else
        onProgress({
          kind: 'bytes',
          what: `${id}: bytes`,
          done: event.receivedBytes,
          total: event.totalBytes,
        });
      break;
    case 'source-failed':
      onProgress({
        kind: 'note',
        text: `${id}: the ${event.source} did not work (${event.reason}); trying the next source`,
      });
      break;
    case 'deriving':
      onProgress({ kind: 'step', text: `${id}: converting` });
      break;
  }
}
