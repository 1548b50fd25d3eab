import { describe, expect, test } from 'vitest'
import { translatorsFor } from '#languages/server-messages'
import { svMessages } from '#languages/sv-messages'
import { formulaText } from './formula-text.ts'

const { why } = translatorsFor(svMessages)
const words = (text: string): string => why(text) ?? text
const inSwedish = (formula: string, ...parts: string[]): string =>
  formulaText(
    formula,
    parts.map((what) => ({ what })),
    { locale: 'sv-SE', words },
  )

describe('a calculation in Swedish', () => {
  test.each([
    [
      'unit price 99.50 × quantity ordered 2 − discount SPRING 19.90',
      ['unit price', 'quantity ordered', 'discount SPRING'],
      'styckpris 99,50 × beställt antal 2 − rabatt SPRING 19,90',
    ],
    [
      '(unit price 20.00 − (amount taken off by refund 77 −3.00)) rounded half-up to 2 digits',
      ['unit price', 'amount taken off by refund 77'],
      '(styckpris 20,00 − (belopp som återbetalning 77 tog bort −3,00)) avrundat uppåt från hälften till 2 decimaler',
    ],
    ['part 1 of 2 of (stated tax 5.00)', ['stated tax'], 'del 1 av 2 av (angiven moms 5,00)'],
    ['the size of (payment 7 −3.00)', ['payment 7'], 'storleken av (betalning 7 −3,00)'],
    ['2, as a whole', [], '2, som helhet'],
    [
      'amount of Lamp 2.5 W without tax 33.61',
      ['amount of Lamp 2.5 W without tax'],
      'belopp för Lamp 2.5 W utan moms 33,61',
    ],
  ])('%s', (formula, parts, says) => {
    expect(inSwedish(formula, ...parts)).toBe(says)
  })
})

test('a calculation in English stays as the server wrote it', () => {
  const formula = '(unit price 99.50 × quantity ordered 2) rounded half-up to 1 digit'
  const parts = [{ what: 'unit price' }, { what: 'quantity ordered' }]
  expect(formulaText(formula, parts, { locale: 'en-GB', words: (text) => text })).toBe(formula)
})
