import { describe, expect, test } from 'vitest'
import { amountText, askedWords, foldText, indexWords } from './search-words.ts'

/** Whether somebody who types `asked` finds a record that is known by `texts`. */
const finds = (asked: string, ...texts: readonly string[]): boolean => {
  const [known, words] = [indexWords(texts), askedWords(asked)]
  return words.length > 0 && words.every((word) => known.some((each) => each.startsWith(word)))
}

test('case, accents and apostrophes make no difference', () => {
  expect(foldText('ÅSA Øre-Müßig O’Brien Łukasz')).toBe('asa ore-mussig obrien lukasz')
  for (const asked of ['åsa', 'ASA', 'Åsa Lind', 'lin', 'obrien', "o'b"]) {
    expect([asked, finds(asked, 'Åsa Lindström', 'O’Brien')]).toEqual([asked, true])
  }
})

test('a number is found with and without what stands around it', () => {
  for (const asked of ['1001', '#1001', 'SE-1001', 'se 1001', '100']) {
    expect([asked, finds(asked, '#SE-1001')]).toEqual([asked, true])
  }
  for (const asked of ['ACC-SINV-2026-00017', 'sinv-2026', '2026-00017', '00017', '17', 'acc']) {
    expect([asked, finds(asked, 'ACC-SINV-2026-00017')]).toEqual([asked, true])
  }
  // One word is one number: its parts do not come from two of them.
  expect(finds('ACC-SINV-2026-00018', 'ACC-SINV-2026-00017', 'ACC-PAY-2026-00018')).toBe(false)
})

test('a mailbox is found by its name, by its domain and while it is typed', () => {
  for (const asked of ['ann.berg@example.com', 'ann', 'berg@exam', 'example.com', 'ANN.BERG@']) {
    expect([asked, finds(asked, 'ann.berg@example.com')]).toEqual([asked, true])
  }
  expect(finds('bob@example.com', 'ann.berg@example.com')).toBe(false)
})

test('an amount is found however it is written', () => {
  const total = amountText('1299') ?? ''
  for (const asked of ['1299', '1299.00', '1299,00', '1 299,00', '1 299,00', '1.299,00', '1,299.00', "1'299.00"]) {
    expect([asked, finds(asked, total)]).toEqual([asked, true])
  }
  expect([amountText('-5.5'), amountText('0.125'), amountText('abc'), amountText(null)]).toEqual([
    '5.50',
    '0.125',
    null,
    null,
  ])
})

describe('what somebody types', () => {
  test('is text: no letter in it stands for others', () => {
    expect(askedWords("% _ * :* ' \\ & | ! <-> #")).toEqual([])
    expect(askedWords("ann:* | bob'); drop table")).toEqual(['ann', 'bob', 'drop', 'table'])
    expect(finds('a%n', 'ann')).toBe(false)
  })

  test('is bounded', () => {
    expect(askedWords('ab cd ef gh ij kl mn op qr st')).toHaveLength(8)
    expect(askedWords('x'.repeat(500))[0]).toHaveLength(60)
    expect(indexWords(Array.from({ length: 1000 }, (_, index) => `sku${index}`))).toHaveLength(200)
  })
})
