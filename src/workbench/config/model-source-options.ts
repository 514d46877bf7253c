/** What the model source needs to know, from the task's config. */
import type { ModelSourceOptions } from '../../models/open-model-source.ts';
import type { ReadTaskConfig } from './task-config.ts';

/** A service of the user's own is limited by the run's concurrency, unless its row says less. */
const unlimited = 1000;

export function modelSourceOptions({
  providers,
  modelObjects,
  prices,
  local,
}: ReadTaskConfig): ModelSourceOptions {
  return {
    providers: providers.map((row) => ({ maxConcurrency: unlimited, ...row })),
    modelObjects,
    prices,
    local,
  };
}
