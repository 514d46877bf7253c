/** The local trainer, as every trainer. */
import { localTrainer } from './local-trainer.ts';
import { environment } from './testing/tiny-run.ts';
import { trainerConformance } from './trainer.conformance.ts';

trainerConformance('local trainer', async () => localTrainer(environment ? { environment } : {}));
