/** Keeps what this process prints, and prints it all the same. Knows nothing of who prints. */

export interface CapturedOutput extends Disposable {
  text(): string;
}

export function captureOutput(): CapturedOutput {
  let text = '';
  const streams = [process.stdout, process.stderr];
  const writes = streams.map((stream) => stream.write);
  for (const stream of streams) {
    const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
    stream.write = (...args: unknown[]) => {
      text += String(args[0]);
      return write(...args);
    };
  }
  // Node writes them past the stream.
  const warned = (warning: Error) => {
    text += warning.stack;
  };
  process.on('warning', warned);
  return {
    text: () => text,
    [Symbol.dispose]() {
      streams.forEach((stream, i) => {
        stream.write = writes[i] as typeof stream.write;
      });
      process.off('warning', warned);
    },
  };
}
