import { expect, it } from 'vitest';
import { readXml, xmlAttribute } from './xml-events.ts';

function events(xml: string): string[] {
  const found: string[] = [];
  readXml(
    xml,
    {
      open: (name, attributes) => found.push(`<${name}${attributes.trimEnd()}`),
      close: (name) => found.push(`>${name}`),
      text: (text) => found.push(text),
    },
    10,
  );
  return found;
}

it('tells of elements, texts, comments and character data in order', () => {
  expect(
    events(
      '<?xml version="1.0"?><x:a b="1>2" c=\'"\'><!-- <no> --><b/>t &lt; &#65;&#x42; &no;<![CDATA[<&>]]></x:a>',
    ),
  ).toEqual(['<a b="1>2" c=\'"\'', '<b/', '>b', 't < AB &no;', '<&>', '>a']);
});

it('reads attributes by their name without prefix', () => {
  const attributes = ` xml:id="a&amp;b" name='it"s' r:link="x name='no'"`;
  expect(xmlAttribute(attributes, 'id')).toBe('a&b');
  expect(xmlAttribute(attributes, 'name')).toBe('it"s');
  expect(xmlAttribute(attributes, 'nothing')).toBeUndefined();
});

it.each(['<', '<a', '<a b="', '<!--', '<![CDATA[x', '</', '<a></b></c>', '&#x110000;', '<?'])(
  'survives %s',
  (xml) => {
    expect(() => events(xml)).not.toThrow();
  },
);

it('refuses document types and depth', () => {
  expect(() => events('<!DOCTYPE a><a/>')).toThrow('entities');
  expect(() => events('<a>'.repeat(11))).toThrow('more than 10 deep');
});
