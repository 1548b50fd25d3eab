import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { errorCodesIn } from '#testing/errors/error-codes'
import { errorsReference, sources } from '#testing/errors/reference'

const page = () => readFile(new URL('../../docs/reference/errors.md', import.meta.url), 'utf8')
const documented = async () => [...(await page()).matchAll(/^\| `([A-Z0-9_]+)` \|/gm)].map((match) => match[1] ?? '')

describe('the page of all errors', () => {
  test('is what the source says; if not: node scripts/generate-errors.ts', async () => {
    expect(await page()).toBe(await errorsReference())
  })

  // Found by another, simpler way than the page is made.
  test('knows every code that the source gives to an error', async () => {
    const all = [...(await sources()).values()].join('\n')
    const given = [...all.matchAll(/\bcode: '([A-Z][A-Z0-9_]+)'/g)].map((match) => match[1] ?? '')
    const known = new Set(await documented())
    expect(given.length).toBeGreaterThan(100)
    expect(given.filter((code) => !known.has(code))).toEqual([])
  })

  test('knows no code that the source does not have', async () => {
    const all = [...(await sources()).values()].join('\n')
    const codes = await documented()
    expect(codes.filter((code) => !all.includes(`'${code}'`))).toEqual([])
  })
})

describe('a code is read', () => {
  test.each([
    ["{ code: 'A_B', message: `No ${x.y('}')} here.`, remedy: 'Do so.' }", 'A_B', 'No … here.', 'Do so.'],
    ["{ message: 'It is so.', code: 'SINGLE' }", 'SINGLE', 'It is so.', ''],
    ["const GONE = 'IS_GONE'; f({ code: GONE, message: 'It is gone.' })", 'IS_GONE', 'It is gone.', ''],
    ["refuse(400, 'TOO_LONG', 'It is too long.')", 'TOO_LONG', 'It is too long.', ''],
    ["{ 402: ['NOT_PAID', 'It is not paid.', 'Pay the bill.'] }", 'NOT_PAID', 'It is not paid.', 'Pay the bill.'],
    ["{ code: 'A_B', // 'X_Y'\n message: (m) => `It's ${m}.`, pattern: /'[)]/ }", 'A_B', "It's ….", ''],
  ])('from %s', (source, code, message, remedy) => {
    expect(errorCodesIn(source)).toEqual([{ code, message, remedy }])
  })

  test('from both sides of a condition, and not from what it compares', () => {
    const source = "{ code: scope === 'READ_ALL' ? 'ONE_CODE' : 'OTHER_CODE', message: 'It lacks something.' }"
    expect(errorCodesIn(source).map(({ code }) => code)).toEqual(['ONE_CODE', 'OTHER_CODE'])
  })

  test('and not from lists, comparisons or types', () => {
    const source =
      "new Set(['AN_ERROR', 'ANOTHER_ERROR']); if (error.code === 'SOME_CODE') go(); type T = 'A_B' | 'C_D'"
    expect(errorCodesIn(source)).toEqual([])
  })
})
