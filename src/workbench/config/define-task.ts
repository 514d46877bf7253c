/** Gives `fulcrum.config.ts` its types; does nothing else. */
import type { TaskConfig } from './task-config.ts';

export function defineTask(config: TaskConfig): TaskConfig {
  return config;
}
