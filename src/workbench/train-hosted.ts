/** `fulcrum adapters train`: a run folder, tuned at a service. Needs no task. */
import { fireworks } from '../tuning/trainers/hosted/fireworks.ts';
import type { HostedPrice } from '../tuning/trainers/hosted/hosted-service.ts';
import { type HostedModel, hostedTrainer } from '../tuning/trainers/hosted/hosted-trainer.ts';
import { together } from '../tuning/trainers/hosted/together.ts';
import type { Interruption } from './interruption.ts';
import type { OnProgress } from './progress.ts';

export interface HostedRequest {
  readonly folder: string;
  readonly service: keyof typeof services;
  readonly model: string;
  /** Start nothing. */
  readonly plan: boolean;
  readonly budgetUsd?: number;
  readonly usdPerMillionTokens?: number;
}

export interface HostedOutcome {
  /** Absent where it is not known. */
  readonly price?: HostedPrice | undefined;
  readonly trained?: HostedModel;
}

const services = { together, fireworks };

export async function trainHosted(
  { folder, service, plan, ...given }: HostedRequest,
  signal: Interruption,
  onProgress: OnProgress,
  env: NodeJS.ProcessEnv = process.env,
): Promise<HostedOutcome> {
  const trainer = hostedTrainer({ ...given, service: services[service]({ env }) });
  const options = {
    signal,
    onEvent(event: { readonly event: string; readonly name?: unknown }) {
      if (event.event === 'phase') onProgress({ kind: 'step', text: `${service}: ${event.name}` });
    },
  };
  if (plan) return { price: await trainer.plan({ folder }, options) };
  return { trained: await trainer.train({ folder }, options) };
}
