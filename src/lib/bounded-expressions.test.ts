import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, test, vi } from 'vitest'
import { evaluateBounded } from './bounded-expressions.ts'

const one = async (source: string, base: Record<string, unknown> = {}) => {
  const [answer] = await evaluateBounded({ base, tasks: [{ source }] })
  return answer
}

const HOSTILE = {
  'a loop without an end': '($f := function($x) { $f($x + 1) }; $f(1))',
  'calls without an end': '($f := function($x) { 1 + $f($x + 1) }; $f(1))',
  'a huge sequence': '[1..100000000]',
  'lists of lists': '$map([1..90000], function($v) { [[1..90000]] })',
  'a text that doubles': '($f := function($s, $n) { $n = 0 ? $s : $f($s & $s, $n - 1) }; $length($f("abcd", 40)))',
  'texts that are kept':
    '$map([1..100], function($v) { $uppercase($join([1..90000].("abcdefghijklmnopqrstuvwxyz" & $v))) })',
  'a pattern that tries everything': '$match(text, /^(a+)+$/)',
  'a pattern that tries a great deal': '$match(text, /a*a*a*a*a*a*a*a*b/)',
  'one enormous text':
    '($f := function($s, $n) { $n = 0 ? $s : $f($s & $s, $n - 1) }; $length($uppercase($f("abcd", 26))))',
  'padding without an end': '$pad("x", 1000000000)',
  'what is not the same twice': '$random()',
}

describe('an expression that means harm ends soon, and takes nothing with it', () => {
  test.each(Object.entries(HOSTILE))('%s', async (_, source) => {
    const before = process.memoryUsage().rss
    expect(await one(source, { text: 'a'.repeat(5_000) })).toMatchObject({ ok: false })
    expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000)
    expect(await one('note & "!"', { note: 'still here' })).toMatchObject({ ok: true, value: 'still here!' })
  })

  test('and what stands beside it is answered', async () => {
    const tasks = [{ source: '1' }, { source: '$match(text, /a*a*a*a*a*a*a*a*b/)' }, { source: '3' }]
    const answers = await evaluateBounded({ base: { text: 'a'.repeat(5_000) }, tasks })
    expect(answers.map(({ ok }) => ok)).toEqual([true, false, true])
  })
})

test('what was looked at is told', async () => {
  const base = { record: { note: 'x', tags: ['a', 'b'], lines: [{ sku: 'MUG', title: 'Mug' }] } }
  const [answer] = await evaluateBounded({
    base,
    tasks: [{ source: 'record.note & record.lines[0].sku', trace: true }],
  })
  expect(answer).toMatchObject({ value: 'xMUG', reads: ['record.lines[0].sku', 'record.note'] })
})

test.each([
  ['record.note &', 13],
  ['record..note', 7],
  ['$nosuch(record.note)', 8],
  ['1 + "a"', 3],
])('%s is wrong at character %i', async (source, character) => {
  expect(await one(source, { record: { note: 'x' } })).toMatchObject({ ok: false, character })
})

test('a process at an endless expression ends with the one that asked, even if that was killed', async () => {
  const asking = `
    import { fork } from 'node:child_process'
    const child = fork('./src/lib/expression-process.ts', { execArgv: [] })
    child.on('message', () => {
      child.send({ base: { text: 'a'.repeat(90_000) }, tasks: [{ source: '$match(text, /a*a*a*a*a*a*a*a*b/)' }] })
      console.log(child.pid)
    })`
  const parent = spawn(process.execPath, ['--input-type=module', '--eval', asking], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const pid = Number(String((await once(parent.stdout, 'data'))[0]))
  parent.kill('SIGKILL')
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), { timeout: 20_000 })
})
