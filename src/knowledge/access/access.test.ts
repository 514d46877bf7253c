import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { groupsOf } from '../../domain/access.ts';
import { markdownParser } from '../parsing/formats/markdown.ts';
import { defaultParsingLimits } from '../parsing/parsing-limits.ts';
import { AccessLists, accessListOf } from './access-lists.ts';
import { narrowReaders, ownReaders } from './narrow-readers.ts';
import { parseAccessList } from './parse-access-list.ts';

/** Readers by name, `!` and the reason where there are none; the lists by their folders. */
async function readers(files: Readonly<Record<string, string>>, names: readonly string[]) {
  const lists = await Promise.all(
    Object.entries(files).map(([folder, text]) => parseAccessList(text, `${folder}_acl.yaml`, folder)),
  );
  const access = new AccessLists(lists);
  const found = Object.fromEntries(
    names.map((name) => {
      const { readers, notes } = access.readersOf(name);
      return [name, readers.length > 0 ? readers.join(' ') : `! ${notes.join('; ')}`];
    }),
  );
  return {
    access,
    found,
    problems: [...access.problems(), ...access.unusedRules()].map(
      (error) => `${error.code} ${error.message}`,
    ),
  };
}

describe('access lists', () => {
  it('let the longest path that fits decide', async () => {
    const text = readFileSync(new URL('../../../examples/handbook/pages/_acl.yaml', import.meta.url), 'utf8');
    const names = [
      'plans/prices.md',
      'care/escalation-contacts.md',
      'care/refund-limits.md',
      'finance/margins.xlsx',
      'careers.md',
    ];
    const { found, problems } = await readers({ '': text }, names);
    expect(Object.values(found)).toEqual(['everyone', 'care', 'care finance', 'finance', 'everyone']);
    expect(problems).toEqual([]);
  });

  it('tell a folder from a file of its name', async () => {
    const text = 'default: [everyone]\ncare/: [care]\nplans: [plans]';
    const { found } = await readers({ '': text }, ['care', 'care/a', 'plans', 'plans/a', 'plans-b']);
    expect(Object.values(found)).toEqual(['everyone', 'care', 'plans', 'plans', 'everyone']);
  });

  it('let everyone read where there is none, nobody where none has a rule', async () => {
    expect((await readers({}, ['a.md'])).found).toEqual({ 'a.md': 'everyone' });
    const { found } = await readers({ 'b/': 'c/: [x]' }, ['a.md', 'b/d.md', 'b/c/e.md']);
    expect(found).toEqual({
      'a.md': 'everyone',
      'b/d.md': '! nobody may read it: no access list has a rule for it, nor a default',
      'b/c/e.md': 'x',
    });
  });

  it('further in narrow and never widen', async () => {
    const files = {
      '': 'default: [everyone]\ncare/: [care, leads]',
      'care/': 'default: [everyone]\nleads/: [leads]\nboard/: [board]',
    };
    const { found } = await readers(files, ['care/a.md', 'care/leads/b.md', 'care/board/c.md', 'd.md']);
    expect(found).toEqual({
      'care/a.md': 'care leads',
      'care/leads/b.md': 'leads',
      'care/board/c.md': '! nobody may read it: care/_acl.yaml grants none of care, leads',
      'd.md': 'everyone',
    });
  });

  it('deny a rule that cannot be read, and name it', async () => {
    const text = 'default: [everyone]\ncare/: care\nit/: [1]\npeople/: []\nfleet/: &x [everyone]\nplans/: *x';
    const names = ['care/a', 'it/a', 'people/a', 'fleet/a', 'plans/a', 'a'];
    const { found, problems } = await readers({ '': text }, names);
    expect(found).toEqual({
      'care/a': '! nobody may read it: the rule for "care/" in _acl.yaml cannot be read',
      'it/a': '! nobody may read it: the rule for "it/" in _acl.yaml cannot be read',
      'people/a': '! nobody may read it: _acl.yaml grants it to nobody',
      'fleet/a': 'everyone',
      'plans/a': '! nobody may read it: the rule for "plans/" in _acl.yaml cannot be read',
      a: 'everyone',
    });
    expect(problems).toEqual([
      'ACCESS_LIST_INVALID _acl.yaml:2: "care/" is given no list of groups: care',
      'ACCESS_LIST_INVALID _acl.yaml:3: "it/" is given no list of groups: [1]',
      'ACCESS_LIST_INVALID _acl.yaml:6: "plans/" is given no list of groups: undefined',
    ]);
  });

  it.each([
    ['default: [everyone', 1],
    ['default: [everyone]\n"care/*": [care]', 2],
    ['default: [everyone]\n../x: [care]', 2],
    ['default: [everyone]\n/care: [care]', 2],
    ['default: [everyone]\ncare\\x: [care]', 2],
    ['default: [everyone]\n7: [care]', 2],
    ['default: [everyone]\n? [a]\n: [care]', 2],
    ['default: [everyone]\ncare/: [a]\ncare: [b]', 3],
    ['default: [everyone]\ncare/: [a]\ncare/: [b]', 3],
    ['- everyone', 1],
    ['everyone', 1],
    ['', 1],
    [`a: ${'['.repeat(20_000)}`, undefined],
    ['default: [everyone]\n---\ndefault: [everyone]', 2],
  ])('deny everything below a file that cannot be understood: %j', async (text, line) => {
    const { found, problems } = await readers({ '': 'default: [everyone]', 'x/': text }, ['a.md', 'x/b.md']);
    expect(found).toEqual({
      'a.md': 'everyone',
      'x/b.md': '! nobody may read it: x/_acl.yaml cannot be read',
    });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(line === undefined ? /^ACCESS_LIST_INVALID/ : `x/_acl.yaml:${line}: `);
  });

  it('do not fall back to the default over a letter case or a way to write an accent', async () => {
    const { found } = await readers({ '': 'default: [everyone]\nFinance/: [finance]\ncafe\u0301/: [bar]' }, [
      'finance/a.md',
      'Finance/a.md',
      'caf\u00e9/a.md',
    ]);
    expect(found['finance/a.md']).toBe(
      '! nobody may read it: _acl.yaml writes "Finance/", which is another case',
    );
    expect(found['Finance/a.md']).toBe('finance');
    expect(found['caf\u00e9/a.md']).toBe('bar');
  });

  it('name the paths that fit nothing', async () => {
    const { problems } = await readers({ '': 'default: [everyone]\nfinance-typo/: [finance]' }, [
      'finance/a.md',
    ]);
    expect(problems).toEqual(['ACCESS_RULE_UNUSED _acl.yaml:2: "finance-typo/" decides for no document']);
  });

  it('say who is in a group, at the top alone', async () => {
    const { access } = await readers(
      { '': 'default: [everyone]\nmembers: {care: [anna, ben], leads: [anna]}' },
      [],
    );
    expect(groupsOf('anna', access.members)).toEqual(['anna', 'everyone', 'care', 'leads']);
    expect(groupsOf('carl', access.members)).toEqual(['carl', 'everyone']);
    const inner = await readers({ 'x/': 'default: [everyone]\nmembers: {board: [anna]}' }, ['x/a']);
    expect(inner.access.members).toEqual({});
    expect(inner.found['x/a']).toMatch(/^!/);
    const bad = await readers(
      { '': 'default: [everyone]\nmembers: {care: anna, board: [ben], __proto__: [eve]}' },
      [],
    );
    expect(groupsOf('anna', bad.access.members)).toEqual(['anna', 'everyone']);
    expect(groupsOf('ben', bad.access.members)).toEqual(['ben', 'everyone', 'board']);
    expect(bad.problems).toEqual(['ACCESS_LIST_INVALID _acl.yaml:2: "care" is given no list of names: anna']);
  });

  it('may be given by code, and are refused there', () => {
    const access = new AccessLists([accessListOf({ default: ['staff'], 'care/': ['care'] })]);
    expect(access.readersOf('care/a.md').readers).toEqual(['care']);
    expect(access.readersOf('b.md').readers).toEqual(['staff']);
    expect(() => accessListOf({ 'a*': ['x'] })).toThrow('pattern');
  });
});

describe('the readers a document names itself', () => {
  it.each([
    [['everyone'], ['care'], ['care']],
    [['care'], ['everyone'], ['care']],
    [['care', 'finance'], ['care', 'board'], ['care']],
    [['care'], ['board'], []],
    [['care'], [], []],
    [[], ['everyone'], []],
    [['care'], 'care', []],
    [['everyone'], null, []],
    [['everyone'], [' care'], []],
    [['everyone'], [['care']], []],
  ])('narrow %j by %j to %j', (granted, own, left) => {
    expect(narrowReaders(granted, ownReaders({ readers: own }).readers).readers).toEqual(left);
  });

  it('are found in any letter case, and once', () => {
    expect(ownReaders({ Readers: ['care'] }).readers).toEqual(['care']);
    expect(ownReaders({ Readers: ['care'], readers: ['everyone'] }).readers).toEqual([]);
    expect(ownReaders({ title: 'x' }).readers).toEqual(['everyone']);
  });

  it.each([
    '---\nreaders: [care\n---\nText',
    '---\ntitle: A: B\nreaders: [care]\n---\nText',
    '---\nreaders: [care]\n\nText without an end of the front matter',
    `---\nreaders: [care]\nx: ${'['.repeat(600)}${']'.repeat(600)}\n---\nText`,
  ])('deny where the front matter cannot be read: %j', async (text) => {
    const { metadata, notes } = await markdownParser.parse(Buffer.from(text), 'a.md', defaultParsingLimits);
    expect(ownReaders(metadata, notes).readers).toEqual([]);
  });

  it('are not looked for in prose between rules', async () => {
    const text = '---\nNot a mapping: of: anything\n---\nThe readers: all of us.';
    const { metadata, notes } = await markdownParser.parse(Buffer.from(text), 'a.md', defaultParsingLimits);
    expect(ownReaders(metadata, notes).readers).toEqual(['everyone']);
  });
});
