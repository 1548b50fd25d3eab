import { parseDecimal, ZERO } from '#lib/decimal'
import type { StockFact, StockPlace } from '#model/stock'
import { idOf, shown } from './booked-answer.ts'
import { instant } from './draft-values.ts'
import { badSetting } from './failure-rules.ts'

export type ToldFact = Readonly<
  Partial<Record<'item' | 'place' | 'onHand' | 'reserved' | 'incoming' | 'updatedAt', unknown>>
>

/**
 * What a system told of one item at one place.
 *
 * @throws {TillbridgeError} `ANSWER_PATH`: a quantity that cannot be read is never taken for nothing.
 */
export function factFrom(told: ToldFact, where: string): StockFact {
  const wrong = (field: keyof ToldFact, what: string): never => {
    throw badSetting('ANSWER_PATH', `${where}.${field}`, `${shown(told[field])} is no ${what}`, 'read')
  }
  const quantity = (field: 'onHand' | 'reserved' | 'incoming') => {
    const value = told[field]
    if (value === undefined && field !== 'onHand') return ZERO
    const read = typeof value === 'string' || typeof value === 'number' ? parseDecimal(value) : null
    return read ?? wrong(field, 'quantity')
  }
  const stamp = instant.nullish().safeParse(told.updatedAt)
  return {
    item: idOf(told.item) ?? wrong('item', 'item'),
    place: idOf(told.place) ?? wrong('place', 'place'),
    onHand: quantity('onHand'),
    reserved: quantity('reserved'),
    setAside: ZERO,
    incoming: quantity('incoming'),
    projected: null,
    updatedAt: stamp.success ? (stamp.data ?? null) : wrong('updatedAt', 'instant with its zone'),
  }
}

/** A place that a system told of. Systems that are described by settings have no groups of places. */
export function placeFrom(told: Readonly<Partial<Record<'id' | 'name', unknown>>>, where: string): StockPlace {
  const externalId = idOf(told.id)
  if (externalId === null)
    throw badSetting('ANSWER_PATH', `${where}.id`, `${shown(told.id)} is no id of a place`, 'read')
  return { externalId, name: idOf(told.name) ?? externalId, parent: null, isGroup: false }
}
