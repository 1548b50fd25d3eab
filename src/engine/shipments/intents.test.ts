import { describe, expect, test } from 'vitest'
import { decimal } from '#lib/decimal'
import { isMeant } from './intents.ts'

const units = (quantity: number, line = 'a') => [{ lineExternalId: line, quantity: decimal(quantity) }]
const made = (quantity: number, ...numbers: string[]) => ({
  externalId: 'F2',
  lines: units(quantity),
  tracking: numbers.map((number) => ({ company: null, number, url: null })),
})
const intent = (quantity: number, ...numbers: string[]) => ({ before: ['F1'], lines: units(quantity), numbers })

describe('a fulfilment is what an intent meant', () => {
  test('when it is new and tells the same units and numbers', () => {
    expect(isMeant(intent(2, '1Z9'), made(2, '1z9'))).toBe(true)
    expect(isMeant(intent(2), made(2))).toBe(true)
  })

  test('and not when it was there before, or tells other units or numbers', () => {
    expect(isMeant({ ...intent(2), before: ['F2'] }, made(2))).toBe(false)
    expect(isMeant(intent(2), made(1))).toBe(false)
    expect(isMeant({ ...intent(2), lines: units(2, 'b') }, made(2))).toBe(false)
    expect(isMeant(intent(2, '1Z9'), made(2, '1Z8'))).toBe(false)
    expect(isMeant(intent(2), made(2, '1Z8'))).toBe(false)
  })
})
