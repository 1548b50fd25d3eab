import { expect, test } from 'vitest'
import { parseExactJson } from './exact-json.ts'
import { buildXml, parseXml, XmlError } from './xml.ts'

test('XML is read without losing anything that stands in a text', () => {
  expect(
    parseXml('<?xml version="1.0"?><n:a x="01"><b>0012</b><b>1 &amp; &#65;</b><c/><d>x<![CDATA[<y>]]></d></n:a>'),
  ).toEqual({
    a: { '@x': '01', b: ['0012', '1 & A'], c: '', d: 'x<y>' },
  })
})

test.each([
  ['entities of its own', '<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>'],
  ['a document type after a comment', '<?xml version="1.0"?><!-- --><!doctype a SYSTEM "http://127.0.0.1/"><a/>'],
  ['what broke off', '<a><b>'],
  ['crossed elements', '<a><b></a></b>'],
  ['no XML', 'Service unavailable'],
  ['more levels than anybody means', '<a>'.repeat(500) + '</a>'.repeat(500)],
])('%s is refused', (_what, text) => {
  expect(() => parseXml(text)).toThrow(XmlError)
})

test('what is built is read the same again, whatever the texts hold', () => {
  const tree = { order: { '@no': '1', line: ['a<b>&"\'', 'c'], note: ']]>' } }
  expect(parseXml(buildXml(tree))).toEqual(tree)
  expect(buildXml({ a: { b: null, c: '\u0000\u0008x' } })).toContain('<a><c>x</c></a>')
})

test.each([[{}], [{ a: 1, b: 2 }], [[1]], [{ 'a b': 1 }], [{ 'a><x': 1 }], [{ a: { '@x="1" y': 1 } }], ['x']])(
  '%j is no document',
  (tree) => {
    expect(() => buildXml(tree)).toThrow(XmlError)
  },
)

test('numbers that a float would change stay what was written', () => {
  expect(parseExactJson('{"id":12345678901234567890,"a":12.50,"b":0.1000000000000000055,"c":1e400}')).toEqual({
    id: '12345678901234567890',
    a: 12.5,
    b: '0.1000000000000000055',
    c: '1e400',
  })
})
