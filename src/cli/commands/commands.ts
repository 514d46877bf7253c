/** Every verb of the command line, one line each, in the order of the help. */
import type { AddCommand } from '../verb.ts';
import { addAdapters } from './adapters.ts';
import { addAdvise } from './advise.ts';
import { addAsk } from './ask.ts';
import { addCheck } from './check.ts';
import { addClimb } from './climb.ts';
import { addCompare } from './compare.ts';
import { addDocuments } from './documents.ts';
import { addInit } from './init.ts';
import { addModels } from './models.ts';
import { addRescore } from './rescore.ts';
import { addSeal } from './seal.ts';
import { addSearch } from './search.ts';
import { addShow } from './show.ts';

export const commands: readonly AddCommand[] = [
  addInit,
  addCheck,
  addClimb,
  addShow,
  addCompare,
  addRescore,
  addSeal,
  addDocuments,
  addSearch,
  addAsk,
  addAdapters,
  addAdvise,
  addModels,
];
