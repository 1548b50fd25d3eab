import { describe, expect, test } from 'vitest'
import { asList, compileExpression, compileHere } from './expressions.ts'
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

describe('what an expression may need decides where it runs', () => {
  test.each([
    'order.line[0].sku',
    'position[sku = "MUG"].{ "item": sku, "quantity": qty, "taxes": [{ "rate": 25, "amount": vat }] }',
    '$exists(form.code) ? form : [$]',
    '$merge(line.{ row: number })',
    'status in ["void", "off"] ? "cancelled" : "issued"',
    '"A-" & no & $settings.suffix',
  ])('%s only walks', (source) => {
    expect(compileHere(source).walk).not.toBeNull()
  })

  test.each([
    'a.[$$.a.[$$.a]]',
    '[1..1000000]',
    '($x := [a, a]; [$x, $x])',
    'a{b: c}',
    'a^(b)',
    '**.sku',
    'a.b.%.c',
    'a@$x.b[c = $x.c]',
    '$map(a, function($v) { $v })',
    '$match(a, /a+/)',
    '$string(a)',
    '$fixed("1", a)',
    '((((((((a & "") & "") & "") & "") & "") & "") & "") & "") & ""',
    'a ~> $uppercase',
  ])('%s may do more', (source) => {
    expect(compileHere(source).walk).toBeNull()
  })

  test('both come to the same, with variables, with nothing, and with what is no value', async () => {
    const sources = ['a.b', '$plus(a.b, $x)', '[a.b, $x]', '$filter([a.b], function($v) { $v = $x })', 'nothing.here']
    const values = sources.map((source) => compileExpression(source).evaluate({ a: { b: '2' } }, { x: '2', y: {} }))
    expect(await Promise.all(values)).toEqual(['2', '4', ['2', '2'], '2', undefined])
    expect(await value('$nothing()~>$string()').catch(String)).toContain('in the expression')
    expect(await value('function($x) { $x }').catch(String)).toContain('comes to a function')
    // A variable that is as large as the record could be walked for each part of it.
    const list = Array.from({ length: 300 }, (_, index) => index)
    const wide = compileExpression('list.(no in $all.list)').evaluate({ list: [{ no: 7 }] }, { all: { list } })
    expect(await wide).toBe(true)
  })

  test('one without an end or bounds ends itself alone', async () => {
    const before = process.memoryUsage().rss
    const doubling =
      '($f := function($s, $n) { $n = 0 ? $s : $f($s & $s, $n - 1) }; $length($uppercase($f("abcd", 26))))'
    const harmful = value(doubling).catch(String)
    expect(await value('$total(amounts)', { amounts: ['1', '2'] })).toBe('3')
    expect(await harmful).toMatch(/memory|too long|overflow|too much/i)
    expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000)
    expect(await value('$total(amounts)', { amounts: ['1', '2'] })).toBe('3')
  })
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
