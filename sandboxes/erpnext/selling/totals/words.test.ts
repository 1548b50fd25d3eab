import { expect, test } from 'vitest'
import { pythonFloat } from './python-json.ts'
import { moneyInWords } from './words.ts'

test.each([
  [84.9, 'EUR Eighty Four and Ninety Cent only.'],
  [101.88, 'EUR One Hundred And One and Eighty Eight Cent only.'],
  [466, 'EUR Four Hundred And Sixty Six only.'],
  [1000, 'EUR One Thousand only.'],
  [1005, 'EUR One Thousand And Five only.'],
  [5020.22, 'EUR Five Thousand And Twenty and Twenty Two Cent only.'],
  [
    1234567.5,
    'EUR One Million, Two Hundred And Thirty Four Thousand, Five Hundred And Sixty Seven and Fifty Cent only.',
  ],
  [0.05, 'Five Cent only.'],
  [0, 'EUR Zero only.'],
  [-1, ''],
])('%d in words', (amount, words) => {
  expect(moneyInWords(amount, { currency: 'EUR', fraction: 'Cent' })).toBe(words)
})

test.each([
  [20, '20.0'],
  [15.996000000000002, '15.996000000000002'],
  [0.00001, '1e-05'],
  [-0.5, '-0.5'],
  [0, '0.0'],
])('%d as Python writes a float', (value, written) => {
  expect(pythonFloat(value)).toBe(written)
})
