import { type Decimal, decimal, divide, HUNDRED, multiply, toNumber } from '#lib/decimal'

/** An amount as providers count it whose smallest unit is a hundredth. */
export const cents = (amount: Decimal | string): number => toNumber(multiply(decimal(amount), HUNDRED))

export const fromCents = (count: number): Decimal => divide(decimal(count), HUNDRED)
