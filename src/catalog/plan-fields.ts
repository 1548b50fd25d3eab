import { type Field, isNothing, isSame, type Side, type Values } from './fields.ts'
import type { ProductRules } from './rules.ts'
import { translated } from './words.ts'

/** What both sides held of a field when they were last in step. */
export interface CommonValue {
  readonly store: unknown
  readonly target: unknown
  /** The side that got its value from us and has not told since what it shows. */
  readonly wrote?: Side
  /** What that side showed in place of the value that we wrote. */
  readonly instead?: unknown
}
export type Common = Readonly<Partial<Record<Field, CommonValue>>>

/** A value that gave way to that of the field's owner. */
export interface LostValue {
  readonly field: Field
  /** Where it stood. */
  readonly side: Side
  readonly lost: unknown
  readonly won: unknown
}

/** A field that both sides changed and that a person wants to decide. */
export interface HeldField {
  readonly field: Field
  readonly store: unknown
  readonly target: unknown
}

export interface FieldPlan {
  /** What is to be written, in the words of the side that gets it. */
  readonly toStore: Values
  readonly toTarget: Values
  readonly lost: readonly LostValue[]
  readonly held: readonly HeldField[]
  /** Fields whose words have no counterpart on the other side. */
  readonly unknownWords: readonly { readonly field: Field; readonly side: Side; readonly word: string }[]
  /** What both sides hold once everything is written. */
  readonly common: Common
}

export interface FieldPlanInput {
  readonly rules: ProductRules
  readonly store: Values
  readonly target: Values
  readonly common: Common
  /** The fields that each side can be told. */
  readonly writable: { readonly store: ReadonlySet<string>; readonly target: ReadonlySet<string> }
}

/** What both sides hold after a write whose answer told what the side shows now: whatever differs from that later is a change. */
export function confirmed(common: Common, side: Side, shown: Values): Common {
  const result: Partial<Record<Field, CommonValue>> = { ...common }
  for (const [name, value] of Object.entries(shown)) {
    const field = name as Field
    const known = result[field]
    if (known?.wrote !== side) continue
    const { store, target } = known
    result[field] = side === 'store' ? { store: value, target } : { store, target: value }
  }
  return result
}

interface Ledger {
  readonly toStore: Record<string, unknown>
  readonly toTarget: Record<string, unknown>
  readonly lost: LostValue[]
  readonly held: HeldField[]
  readonly unknownWords: { field: Field; side: Side; word: string }[]
  readonly common: Partial<Record<Field, CommonValue>>
}

/**
 * The smallest set of changes after which each field has its owner's value on both sides. Three states decide: what either side
 * holds now, and what both held when they were last in step. A side that still holds what it held then has not changed, so it
 * neither wins nor loses anything.
 */
export function planFields(input: FieldPlanInput): FieldPlan {
  const ledger: Ledger = {
    toStore: {},
    toTarget: {},
    lost: [],
    held: [],
    unknownWords: [],
    common: { ...input.common },
  }
  for (const field of Object.keys(input.store) as Field[]) {
    if (input.target[field] !== undefined) planField(input, field, ledger)
  }
  return ledger
}

function planField(input: FieldPlanInput, field: Field, ledger: Ledger): void {
  const { rules, common } = input
  const [store, target] = [input.store[field], input.target[field]]
  const storeInTarget = translated(rules, field, store, 'store')
  const targetInStore = translated(rules, field, target, 'target')
  if (storeInTarget !== undefined && isSame(field, storeInTarget, target)) {
    ledger.common[field] = { store, target }
    return
  }
  const known = common[field]
  const changed = {
    store: known === undefined || !isSame(field, store, known.store),
    target: known === undefined || !isSame(field, target, known.target),
  }
  if (known !== undefined && !changed.store && !changed.target) return
  const winner = winnerOf(input, field, changed)
  if (winner === null) return
  const loser: Side = winner === 'store' ? 'target' : 'store'
  if (isAcceptedForm(field, known, loser, input[loser][field], changed[winner])) {
    ledger.common[field] = { store, target }
    return
  }
  const value = winner === 'store' ? storeInTarget : targetInStore
  if (value === undefined) {
    ledger.unknownWords.push({ field, side: winner, word: String(input[winner][field]) })
    return
  }
  // An owner that has never said anything does not empty what the other side knows.
  if (known === undefined && isNothing(value)) return
  if (rules.fields[field].onConflict === 'hold' && changed.store && changed.target && !isNothing(input[loser][field])) {
    ledger.held.push({ field, store, target })
    return
  }
  write(input, field, { winner, loser, value, known, loserChanged: changed[loser] }, ledger)
}

interface Decision {
  readonly winner: Side
  readonly loser: Side
  /** In the words of the loser. */
  readonly value: unknown
  readonly known: CommonValue | undefined
  readonly loserChanged: boolean
}

function write(input: FieldPlanInput, field: Field, decision: Decision, ledger: Ledger): void {
  const { winner, loser, value, known, loserChanged } = decision
  const before = input[loser][field]
  if (loser === 'store') ledger.toStore[field] = value
  else ledger.toTarget[field] = value
  // What stands there in place of our own value may be a person's or the system's form of it: nobody can tell, so it is logged.
  if (loserChanged && !isNothing(before)) ledger.lost.push({ field, side: loser, lost: before, won: value })
  const mayBeOwnForm = known?.wrote === loser && isSame(field, input[winner][field], known[winner])
  ledger.common[field] = {
    store: loser === 'store' ? value : input.store[field],
    target: loser === 'target' ? value : input.target[field],
    wrote: loser,
    ...(mayBeOwnForm ? { instead: before } : {}),
  }
}

/**
 * A system that keeps a value in a form of its own shows the same other value after we wrote twice: then that is its form. Writing
 * a third time would go on for ever.
 */
const isAcceptedForm = (
  field: Field,
  known: CommonValue | undefined,
  loser: Side,
  now: unknown,
  winnerChanged: boolean,
): boolean =>
  known?.wrote === loser && !winnerChanged && known.instead !== undefined && isSame(field, known.instead, now)

/** The side whose value goes to the other, or `null` when the difference stays. */
function winnerOf(
  { rules, writable }: FieldPlanInput,
  field: Field,
  changed: { readonly store: boolean; readonly target: boolean },
): Side | null {
  const { owner, direction } = rules.fields[field]
  const way = direction === 'away' ? (owner === 'store' ? 'to-target' : 'to-store') : direction
  const toStore = (way === 'to-store' || way === 'both') && writable.store.has(field)
  const toTarget = (way === 'to-target' || way === 'both') && writable.target.has(field)
  if (toStore && toTarget) {
    if (changed.store !== changed.target) return changed.store ? 'store' : 'target'
    return owner
  }
  if (toStore) return owner === 'store' && changed.store ? null : 'target'
  if (toTarget) return owner === 'target' && changed.target ? null : 'store'
  return null
}
