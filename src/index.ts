/** The package entry: what a config file and a script may use. */
export type { Ladder } from './domain/ladder.ts';
export { check } from './workbench/check.ts';
export { type ClimbOptions, climb } from './workbench/climb.ts';
export { compareRungs } from './workbench/compare.ts';
export { defineTask } from './workbench/config/define-task.ts';
export type { CustomScorer, TaskConfig } from './workbench/config/task-config.ts';
export { type Interruptible, interruptible } from './workbench/interruption.ts';
export { openWorkbench, type Workbench, type WorkbenchOptions } from './workbench/open-workbench.ts';
export type { OnProgress, Progress } from './workbench/progress.ts';
export { rescore } from './workbench/rescore.ts';
export { listLadders, readLadder } from './workbench/show.ts';
export { writeReports } from './workbench/write-reports.ts';
