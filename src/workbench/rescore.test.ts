/** What `latest` and the list show once a climb was judged anew, and which words name a rung of it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../store/connection.ts';
import { type TestStateFolder, testStateFolder } from '../store/testing/test-state-folder.ts';
import { climb } from './climb.ts';
import { compareRungs } from './compare.ts';
import { interruptible } from './interruption.ts';
import { openWorkbench, type Workbench } from './open-workbench.ts';
import { rescore } from './rescore.ts';
import { listLadders, readLadder } from './show.ts';
import { type TaskFolder, taskFolder } from './testing/task-folder.ts';

const levers = ['majority', 'naive-bayes'];

describe('a climb judged anew', () => {
  let state: TestStateFolder;
  /** Keeps the embedded server running between verbs. */
  let database: Database;
  let task: TaskFolder;

  beforeAll(async () => {
    state = await testStateFolder();
    database = await openDatabase({ stateFolder: state.path });
    task = await taskFolder({
      baseURL: 'http://127.0.0.1:9/v1',
      model: 'unused',
      stateFolder: state.path,
      config: { levers },
    });
  });
  afterAll(async () => {
    await task[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
    await state[Symbol.asyncDispose]();
  });

  async function open<T>(work: (workbench: Workbench) => Promise<T>): Promise<T> {
    await using workbench = await openWorkbench({
      where: task.path,
      interruption: interruptible(),
      onProgress: () => {},
      now: () => new Date(),
    });
    return await work(workbench);
  }
  const climbTask = () => open((workbench) => climb(workbench, { only: [], resume: false }));
  const rescored = (id: string) => open((workbench) => rescore(workbench, id));
  const latest = () => open((workbench) => readLadder(workbench, 'latest'));
  const listed = async () => (await open(listLadders)).map(({ id }) => id);

  test('is what `latest` shows, in one row beside the climb, until the next climb', async () => {
    const first = await climbTask();
    await task.configure({ levers, marginPoints: 20 });
    await rescored('latest');
    await task.configure({ levers, marginPoints: 15 });
    const again = await rescored('latest');
    expect(again).toMatchObject({ id: `${first.id}-rescored`, marginPoints: 15 });
    expect(await listed()).toEqual([again.id, first.id]);
    expect(await latest()).toEqual(again);
    expect(await open((workbench) => readLadder(workbench, first.id))).toEqual(first);

    const second = await climbTask();
    expect((await latest()).id).toBe(second.id);
    await rescored(again.id);
    expect((await latest()).id).toBe(second.id);
    expect(await listed()).toEqual([second.id, again.id, first.id]);
  });

  test('is compared by lever, number or beginning, in the latest climb where none is named', async () => {
    const { id } = await latest();
    const compare = (a: string, b: string) => open((workbench) => compareRungs(workbench, a, b));
    const pair = { candidate: 'naive Bayes', reference: 'majority class' };
    expect(await compare('latest:naive-bayes', `${id}:1`)).toMatchObject(pair);
    expect(await compare('naive', 'MAJ')).toMatchObject(pair);
    await expect(compare('naive', 'climb-of-yore')).rejects.toMatchObject({ code: 'RUNG_UNKNOWN' });
    await expect(compare('naive', 'climb-of-yore:1')).rejects.toMatchObject({ code: 'RECORD_UNKNOWN' });
  });
});
