/** The error that users see: one of the registry, filled in. Knows no code by name. */
import { type ErrorDefinition, errorRegistry } from './error-registry.ts';

type Details = Readonly<Record<string, string | number>>;

export type ErrorCode = keyof typeof errorRegistry;

/** An error with a code from the registry: printed as message and advice, without a stack. */
export class FulcrumError extends Error {
  readonly code: ErrorCode;
  readonly advice: string;
  readonly details: Details;
  readonly stopsRun: boolean;
  readonly transient: boolean;

  constructor(code: ErrorCode, details: Details = {}, options: { cause?: unknown } = {}) {
    const definition: ErrorDefinition = errorRegistry[code];
    const known: Details = { resume: details.climb === undefined ? '' : ' with --resume', ...details };
    const filled = (text: string) =>
      text.replace(/\{(\w+)\}/g, (whole, name: string) => String(known[name] ?? whole));
    super(filled(definition.message), options);
    this.name = 'FulcrumError';
    this.code = code;
    this.advice = filled(definition.advice);
    this.details = details;
    this.stopsRun = definition.stopsRun ?? false;
    this.transient = definition.transient ?? false;
  }
}
