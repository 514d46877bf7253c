/** Functions of a user, for tests of the function answerer. */
export default (input: unknown) => `echo ${JSON.stringify(input)}`;
export const slowElsewhere = async () => ({ output: 'ok', costUsd: 0.5, latencyMs: 1234 });
export const wrong = () => ({ answer: 'no output' });
export const circular = () => {
  const reply: { output: number; self?: unknown } = { output: 1 };
  reply.self = reply;
  return reply;
};
export const throwing = () => {
  throw new Error('out of order');
};
export const noFunction = 1;
