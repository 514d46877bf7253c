/** What a ladder is built from: the rungs as measured and how they are to be compared. */
import type { Finalists } from '../../decide/decision/choose-finalists.ts';
import type { Ladder } from '../../domain/ladder.ts';
import type { ComparisonSettings } from '../../measure/comparison/comparison-settings.ts';
import type { Scorer } from '../../measure/scoring/scorer.ts';
import type { Stores } from '../../store/open-stores.ts';
import type { Task } from '../task.ts';
import type { LeftOut, MeasuredRung } from './measured-rung.ts';

export interface LadderParts {
  readonly id: string;
  readonly createdAt: Date;
  readonly status: Ladder['status'];
  readonly stoppedBy: Ladder['stoppedBy'];
  readonly rungs: readonly MeasuredRung[];
  readonly leftOut: readonly LeftOut[];
  /** Set when only some levers or cases were asked for: nothing is decided. */
  readonly quickLook: Ladder['quickLook'];
  readonly reference: MeasuredRung | undefined;
  readonly finalists: Finalists | undefined;
  readonly comparison: ComparisonSettings;
  /** The first one decides. */
  readonly scorers: readonly Scorer[];
  readonly budgetUsd: number | undefined;
  readonly task: Task;
  readonly stores: Pick<Stores, 'caseSets' | 'attempts' | 'artefacts' | 'ledger'>;
}
