/** Together as its published description has it: files, prices, jobs, downloads. A fixture: nobody compared it with the service itself. */
import { zstdCompressSync } from 'node:zlib';
import { type Answer, type Asked, startService } from './start-service.ts';

export interface PublishedTogether {
  /** Of the archive that is downloaded, by path. */
  readonly archive?: Readonly<Record<string, Buffer>>;
  /** Of one look at the job after the other; the last stays. */
  readonly statuses?: readonly string[];
  readonly price?: number;
  /** A job is made, and the connection cut before it is told. */
  readonly dropsOnce?: boolean;
}

export async function publishedTogether(given: PublishedTogether = {}) {
  const {
    archive = {},
    statuses = ['queued', 'running', 'completed'],
    price = 0.42,
    dropsOnce = false,
  } = given;
  const jobs: { id: string; suffix: string; looks: number; isCancelled: boolean }[] = [];
  let hasDropped = !dropsOnce;
  const told = ({ id, suffix, looks, isCancelled }: (typeof jobs)[number]) => {
    const status = isCancelled ? 'cancelled' : statuses[Math.min(looks, statuses.length - 1)];
    return {
      id,
      suffix,
      status,
      created_at: '2026-11-21T10:00:00Z',
      updated_at: '2026-11-21T10:05:00Z',
      user_id: 'u',
      model: 'Qwen/Qwen3-8B',
      model_output_name: `acme/Qwen3-8B-${suffix}`,
      token_count: 1234,
      // Billionths of a dollar.
      total_price: 420_000_000,
      events: [
        { object: 'fine-tune-event', type: 'job_start', level: 'info', message: 'Job started' },
        ...(status === 'error'
          ? [{ type: 'job_error', level: 'error', message: 'row 3 has no messages' }]
          : []),
      ],
      tomorrow: 'a new field',
    };
  };
  const answer = ({ method, path, body }: Asked): Answer => {
    if (path === '/files/upload') return { json: { id: 'file-1', object: 'file', Processed: true } };
    if (path === '/fine-tunes/estimate-price')
      return {
        json: {
          estimation_available: true,
          estimated_total_price: price,
          estimated_train_token_count: 1200,
          allowed_to_proceed: true,
        },
      };
    if (path === '/fine-tunes' && method === 'POST') {
      const { suffix } = body as { suffix: string };
      jobs.push({ id: `ft-${jobs.length + 1}`, suffix, looks: 0, isCancelled: false });
      if (!hasDropped) {
        hasDropped = true;
        return { drop: true };
      }
      return { json: { id: `ft-${jobs.length}`, status: 'pending' } };
    }
    if (path === '/fine-tunes') return { json: { data: jobs.map(told) } };
    if (path.startsWith('/finetune/download')) return { bytes: zstdCompressSync(tar(archive)) };
    const [, id, verb] = /^\/fine-tunes\/([^/]+)(\/cancel)?$/.exec(path) ?? [];
    const job = jobs.find((one) => one.id === id);
    if (job === undefined) return { status: 404, json: { error: { message: `no ${path}` } } };
    if (verb !== undefined) job.isCancelled = true;
    const json = told(job);
    job.looks += 1;
    return { json };
  };
  const service = await startService(answer);
  return Object.assign(service, { jobs });
}

/** As GNU tar writes plain files. */
function tar(files: Readonly<Record<string, Buffer>>): Buffer {
  const parts = Object.entries(files).flatMap(([name, data]) => {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write('0000644\0', 100);
    header.write(`${data.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('0', 156);
    header.write('ustar\0', 257);
    return [header, data, Buffer.alloc((512 - (data.length % 512)) % 512)];
  });
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}
