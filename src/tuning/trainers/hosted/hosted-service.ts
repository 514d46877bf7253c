/** What a service that tunes models can be asked to do. Knows no service. */

export interface HostedSettings {
  readonly epochs: number;
  readonly rank: number;
  readonly alpha: number;
  readonly dropout: number;
  /** The service's own default where absent. */
  readonly learningRate?: number;
}

export interface HostedJobSpec {
  /** Of this run and no other: by it the job is found again. Lower-case letters, digits and dashes. */
  readonly name: string;
  /** The base, as the service names it. */
  readonly model: string;
  /** As `upload` named them. */
  readonly files: { readonly train: string; readonly dev?: string };
  readonly settings: HostedSettings;
}

export interface HostedPrice {
  readonly usd: number;
  readonly tokens?: number;
}

export interface HostedJob {
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  /** As the service calls it. */
  readonly phase: string;
  /** Of a job that failed. */
  readonly reason?: string;
  /** Of one that is done: the name by which the service's chat endpoint knows it. */
  readonly model?: string;
  readonly tokens?: number;
  readonly costUsd?: number;
}

export interface HostedService {
  /** As a provider row calls it: its models are `<id>/<model>`. */
  readonly id: string;
  /** Where its price per token stands. */
  readonly priceSource: string;
  /** Resolves once the service can train on it; the same name is not uploaded twice where that can be seen. */
  upload(file: UploadedFile, signal: AbortSignal): Promise<string>;
  /** What the service itself expects the job to cost; `undefined` where it does not say beforehand. */
  price(job: HostedJobSpec, signal: AbortSignal): Promise<HostedPrice | undefined>;
  /** The job of that name, if there is one that has not failed. */
  find(name: string, signal: AbortSignal): Promise<string | undefined>;
  create(job: HostedJobSpec, signal: AbortSignal): Promise<string>;
  look(job: string, signal: AbortSignal): Promise<HostedJob>;
  cancel(job: string, signal: AbortSignal): Promise<void>;
  /** Writes the files of PEFT into a folder. */
  download(job: string, model: string, folder: string, signal: AbortSignal): Promise<void>;
}

export interface UploadedFile {
  readonly name: string;
  /** Chat JSONL: `{"messages": […]}` on each line, the last of them the answer. */
  readonly text: string;
  readonly rows: number;
}
