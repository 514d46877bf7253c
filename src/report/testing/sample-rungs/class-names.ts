/** The queues of the sample and how many dev cases each has. */
export const classNames = [
  ['retention', 12],
  ['workshop', 17],
  ['accounts', 14],
  ['dispatch', 13],
  ['returns', 11],
  ['claims', 12],
  ['safety', 13],
  ['fleet', 10],
  ['privacy', 8],
  ['goodwill', 10],
] as const;
