/** Fireworks as its published description has it: datasets, jobs, signed addresses. A fixture: nobody compared it with the service itself. */
import { type Answer, type Asked, startService } from './start-service.ts';

export async function publishedFireworks(files: Readonly<Record<string, Buffer>>) {
  const datasets = new Map<string, { state: string; looks: number }>();
  const jobs = new Map<string, { body: Record<string, unknown>; looks: number; state?: string }>();
  const missing = { status: 404, json: { code: 5, message: 'not found', details: [] } };
  const answer = ({ method, path, body, authorization }: Asked): Answer => {
    const signed = /^\/signed\/(.+)$/.exec(path)?.[1];
    // The address itself is the permission: a key has no business there.
    if (signed !== undefined)
      return authorization === undefined
        ? { bytes: files[signed] ?? Buffer.alloc(0) }
        : { status: 400, json: {} };
    const [, at = ''] = /^\/accounts\/acme(\/.*)$/.exec(path) ?? [];
    if (at === '/datasets' && method === 'POST') {
      const { datasetId, dataset } = body as { datasetId: string; dataset: { exampleCount: string } };
      if (!/^\d+$/.test(dataset.exampleCount)) return { status: 400, json: { message: 'exampleCount' } };
      datasets.set(datasetId, { state: 'UPLOADING', looks: 0 });
      return { json: { name: `accounts/acme/datasets/${datasetId}`, state: 'UPLOADING' } };
    }
    const [, name = '', verb] =
      /^\/(?:datasets|models|supervisedFineTuningJobs)\/([^:?]+)(:\w+)?$/.exec(at) ?? [];
    if (at.startsWith('/datasets/')) {
      const dataset = datasets.get(name);
      if (dataset === undefined) return missing;
      if (verb === ':upload') {
        dataset.state = 'READY';
        return { json: {} };
      }
      return { json: { name, state: dataset.looks++ > 1 ? dataset.state : 'UPLOADING', format: 'CHAT' } };
    }
    if (at.startsWith('/supervisedFineTuningJobs?')) {
      const id = new URLSearchParams(at.split('?')[1]).get('supervisedFineTuningJobId') ?? '';
      jobs.set(id, { body: body as Record<string, unknown>, looks: 0 });
      return { json: { name: `accounts/acme/supervisedFineTuningJobs/${id}`, state: 'JOB_STATE_CREATING' } };
    }
    if (at.startsWith('/supervisedFineTuningJobs/')) {
      const job = jobs.get(name);
      if (job === undefined) return missing;
      if (verb === ':cancel') job.state = 'JOB_STATE_CANCELLED';
      const states = ['JOB_STATE_PENDING', 'JOB_STATE_RUNNING', 'JOB_STATE_COMPLETED'];
      const state = job.state ?? states[Math.min(job.looks++, 2)];
      return {
        json: {
          ...job.body,
          state,
          status: { code: 'OK', message: '' },
          jobProgress: { percent: 40, epoch: 1 },
          estimatedCost: { currencyCode: 'USD', units: '1', nanos: 250_000_000 },
        },
      };
    }
    if (verb === ':getDownloadEndpoint') {
      const urls = Object.keys(files).map((file) => [`${name}/${file}`, `${service.baseURL}/signed/${file}`]);
      return { json: { filenameToSignedUrls: Object.fromEntries(urls) } };
    }
    return missing;
  };
  const service = await startService(answer);
  return Object.assign(service, { jobs });
}
