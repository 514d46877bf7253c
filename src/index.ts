/** The package entry: what a config file and a script may use. */
export { defineTask } from './workbench/config/define-task.ts';
export type { CustomScorer, TaskConfig } from './workbench/config/task-config.ts';
