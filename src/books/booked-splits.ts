import { add, type Decimal, equals, isNegative, isZero, subtract, ZERO } from '#lib/decimal'
import type { RowTax } from '#model/documents'
import type { Reading } from './reading.ts'
import { negateTaxes } from './shares.ts'
import type { TakenBack, TakenPart } from './taken-back.ts'
import { mergeTaxes, taxKeyId, taxSum } from './tax-keys.ts'

/** Where a part of a refund stands among the refunds. */
interface Place {
  readonly refund: number
  readonly part: TakenPart
}

/**
 * Once all of a part is off the order, and some of that still waits for its money, the store no longer tells how the tax of what is
 * sold splits over its rates: it states one sum per refund. What is booked of the part keeps its split then; a cent between two rates
 * is no reason to book it anew.
 *
 * @param placed - the taxes that each part was sold with, by its id.
 */
export function keptSplits(
  refunds: readonly TakenBack[],
  placed: ReadonlyMap<string, readonly RowTax[]>,
  { bookedSales, bookedParts }: Reading,
): readonly TakenBack[] {
  const places = refunds.flatMap(({ parts }, refund) => parts.map((part): Place => ({ refund, part })))
  const isOpen = ({ refund }: Place): boolean => refunds[refund]?.state === 'open'
  const isBooked = ({ refund, part }: Place): boolean =>
    bookedParts.get(refunds[refund]?.refund.externalId ?? '')?.has(part.id) ?? false
  const replaced = new Map<TakenPart, TakenPart>()
  for (const waiting of places.filter((place) => isOpen(place) && place.part.taxes.length > 1)) {
    const { id } = waiting.part
    const own = places.filter(({ part }) => part.id === id)
    const gone = own.filter((place) => !isOpen(place))
    const sold = mergeTaxes([...(placed.get(id) ?? []), ...gone.flatMap(({ part }) => negateTaxes(part.taxes))])
    const gap = gapTo(sold, bookedSales.get(id))
    const guessed = gone.findLast((place) => !isBooked(place) && place.part.taxes.length > 1)
    if (gap === null || guessed === undefined) continue
    const [more, less] = [plusTaxes(guessed.part, gap, add), plusTaxes(waiting.part, gap, subtract)]
    if (more === null || less === null) continue
    replaced.set(guessed.part, more)
    replaced.set(waiting.part, less)
  }
  if (replaced.size === 0) return refunds
  return refunds.map((taken) => ({ ...taken, parts: taken.parts.map((part) => replaced.get(part) ?? part) }))
}

/** What of each tax is sold beyond what is booked, by its key; `null` when both agree, or differ by more than their split. */
function gapTo(sold: readonly RowTax[], booked: readonly RowTax[] | undefined): ReadonlyMap<string, Decimal> | null {
  if (booked === undefined || !equals(taxSum(sold), taxSum(booked))) return null
  const gap = mergeTaxes([...sold, ...negateTaxes(booked)])
  return gap.every(({ amount }) => isZero(amount))
    ? null
    : new Map(gap.map(({ key, amount }) => [taxKeyId(key), amount]))
}

function plusTaxes(
  part: TakenPart,
  gap: ReadonlyMap<string, Decimal>,
  by: (amount: Decimal, gap: Decimal) => Decimal,
): TakenPart | null {
  const taxes = part.taxes.map(({ key, amount }) => ({ key, amount: by(amount, gap.get(taxKeyId(key)) ?? ZERO) }))
  return taxes.some(({ amount }) => isNegative(amount)) ? null : { ...part, taxes }
}
