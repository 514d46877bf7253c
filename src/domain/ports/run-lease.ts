/** The port that lets exactly one process work on a run. */
export interface RunLease extends AsyncDisposable {
  readonly runId: string;
}

export interface RunLeases {
  /** Throws `RUN_BUSY` naming the holder when another live process holds it. */
  acquire(runId: string): Promise<RunLease>;
}
