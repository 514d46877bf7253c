/** `fulcrum adapters setup | list | merge | data | train | import`. */
import type { AddCommand } from '../verb.ts';
import { addImportAdapters } from './import-adapters.ts';
import { addListAdapters } from './list-adapters.ts';
import { addMergeAdapter } from './merge-adapter.ts';
import { addSetUpTrainer } from './set-up-trainer.ts';
import { addTrainAdapter } from './train-adapter.ts';
import { addTrainingData } from './training-data.ts';

export const addAdapters: AddCommand = (program, run) => {
  const adapters = program
    .command('adapters')
    .description(
      'what tuning needs and leaves behind: set the trainer up, train elsewhere, bring models home',
    );
  addSetUpTrainer(adapters, run);
  addListAdapters(adapters, run);
  addMergeAdapter(adapters, run);
  addTrainingData(adapters, run);
  addTrainAdapter(adapters, run);
  addImportAdapters(adapters, run);
};
