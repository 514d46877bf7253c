/** Training as progress: the step, its loss and what is left. Knows no trainer. */
import type { TrainingEvent } from '../../tuning/trainers/training-event.ts';
import type { OnProgress } from '../progress.ts';

export function showTraining(onProgress: OnProgress): (event: TrainingEvent) => void {
  let heldOutLoss: number | undefined;
  return (event) => {
    switch (event.event) {
      case 'phase':
        onProgress({ kind: 'step', text: `trainer: ${event.name}` });
        break;
      case 'dev':
        heldOutLoss = event.loss;
        break;
      case 'warning':
        onProgress({ kind: 'note', text: `trainer: ${event.message}` });
        break;
      case 'step':
        onProgress({
          kind: 'training',
          step: event.step,
          of: event.of,
          loss: event.loss,
          ...(heldOutLoss !== undefined && { heldOutLoss }),
          etaSeconds: event.eta_s,
        });
        break;
    }
  };
}
