import { describe, expect, test } from 'vitest'
import { asList, compileExpression } from './expressions.ts'
import { compileTemplate } from './templates.ts'

const value = (source: string, input: unknown = {}): Promise<unknown> => compileExpression(source).evaluate(input)

describe('amounts in expressions are exact', () => {
  test.each([
    ['$plus("0.1", "0.2")', '0.3'],
    ['$minus("10", 0.01)', '9.99'],
    ['$times("19.95", "3")', '59.85'],
    ['$total(lines.net)', '0.3'],
    ['$total([])', '0'],
    ['$rounded("2.345")', '2.35'],
    ['$fixed("12.5")', '12.50'],
    ['$fixed("-0.004")', '0.00'],
    ['$fixed("12.5", 0)', '13'],
    ['$compare("10", "9.99")', 1],
  ])('%s', async (source, expected) => {
    expect(await value(source, { lines: [{ net: '0.1' }, { net: '0.2' }] })).toBe(expected)
  })
})

test('an expression that is none is told with its place', () => {
  expect(() => compileExpression('{ "a": ')).toThrow(/at character \d+\) in the expression/)
})

test.each([
  ['$f := function($x) { $f($x + 1) }; $f(1)', /timeout/i],
  ['($f := function($x) { 1 + $f($x + 1) }; $f(1))', /overflow/i],
  ['$eval("1")', /not allowed/],
  ['$match("aaa", /^(a+)+$/)', /repeats a group/],
  ['$match("aaa", /^(a|a)*$/)', /repeats a group/],
  ['$match("aaa", /(?:x(a{2,}y)?)+/)', /repeats a group/],
  ['$match("aaa", /(a)\\1/)', /points back/],
  ['$plus("12,50", 1)', /not a decimal number/],
])('%s is stopped', async (source, reason) => {
  const wrapped = source.startsWith('$f') ? `(${source})` : source
  await expect(value(wrapped)).rejects.toThrow(reason)
})

test.each([
  ['$match("AB-12", /([A-Z]+)-(\\d+)/).groups[1]', '12'],
  ['$contains("abc", /^(abc|d)$/)', true],
  ['$replace("a.b", /[.+]/, "-")', 'a-b'],
])('an ordinary pattern works: %s', async (source, expected) => {
  expect(await value(source)).toBe(expected)
})

test('nothing, one and several are lists', () => {
  expect([asList(undefined), asList(null), asList(1), asList([1, 2])]).toEqual([[], [], [1], [1, 2]])
})

describe('a template', () => {
  test('fills its holes and prepares each value, and nothing else', async () => {
    const template = compileTemplate('/a b/{{ x }}/{{ n + 1 }}')
    expect(await template.filled({ x: '{{ y }}/', n: 1 }, encodeURIComponent)).toBe('/a b/%7B%7B%20y%20%7D%7D%2F/2')
  })
  test.each([
    ['{{ missing }}', /has no value/],
    ['{{ list }}', /is a list/],
    ['{{ object }}', /is an object/],
  ])('%s is no text', async (source, reason) => {
    await expect(compileTemplate(source).filled({ list: [1, 2], object: {} })).rejects.toThrow(reason)
  })
  test('that is broken is refused when it is made', () => {
    expect(() => compileTemplate('{{ a')).toThrow(/never closed/)
    expect(() => compileTemplate('{{ }}')).toThrow(/is empty/)
  })
})
