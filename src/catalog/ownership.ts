/** The two sides of an integration. */
export type Side = 'store' | 'target'

/** Values by field; an absent field is one that the side does not tell. */
export type ValuesOf<F extends string> = Readonly<Partial<Record<F, unknown>>>

/** Who owns a field, where its value goes, and what happens when both sides changed it. */
export interface FieldRule {
  readonly owner: Side
  /** `away` = from the owner to the other side. */
  readonly direction: 'away' | 'both' | 'to-store' | 'to-target' | 'none'
  readonly onConflict: 'owner' | 'hold'
}

/** What a kind of record knows of its fields. */
export interface Ownership<F extends string> {
  readonly rules: Readonly<Record<F, FieldRule>>
  /** Whether two values are the same to a person. */
  isSame(field: F, a: unknown, b: unknown): boolean
  /** The value in the words of the other side; `undefined` = it has none for it. */
  translated(field: F, value: unknown, from: Side): unknown
}

/** Whether a value says nothing. */
export const isNothing = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)

/** What both sides held of a field when they were last in step. */
export interface CommonValue {
  readonly store: unknown
  readonly target: unknown
  /** The side that got its value from us and has not told since what it shows. */
  readonly wrote?: Side
  /** What that side showed in place of the value that we wrote. */
  readonly instead?: unknown
}
export type CommonOf<F extends string> = Readonly<Partial<Record<F, CommonValue>>>

/** A value that gave way to that of the field's owner. */
export interface LostValue<F extends string = string> {
  readonly field: F
  /** Where it stood. */
  readonly side: Side
  readonly lost: unknown
  readonly won: unknown
}

/** A field that both sides changed and that a person wants to decide. */
export interface HeldField<F extends string = string> {
  readonly field: F
  readonly store: unknown
  readonly target: unknown
}

export interface OwnedPlan<F extends string> {
  /** What is to be written, in the words of the side that gets it. */
  readonly toStore: ValuesOf<F>
  readonly toTarget: ValuesOf<F>
  readonly lost: readonly LostValue<F>[]
  readonly held: readonly HeldField<F>[]
  /** Fields whose words have no counterpart on the other side. */
  readonly unknownWords: readonly { readonly field: F; readonly side: Side; readonly word: string }[]
  /** What both sides hold once everything is written. */
  readonly common: CommonOf<F>
}

export interface OwnedPlanInput<F extends string> {
  readonly ownership: Ownership<F>
  readonly store: ValuesOf<F>
  readonly target: ValuesOf<F>
  readonly common: CommonOf<F>
  /** The fields that each side can be told. */
  readonly writable: { readonly store: ReadonlySet<string>; readonly target: ReadonlySet<string> }
}

/** What both sides hold after a write whose answer told what the side shows now: whatever differs from that later is a change. */
export function confirmed<F extends string>(common: CommonOf<F>, side: Side, shown: ValuesOf<F>): CommonOf<F> {
  const result: Partial<Record<F, CommonValue>> = { ...common }
  for (const [name, value] of Object.entries(shown)) {
    const field = name as F
    const known = result[field]
    if (known?.wrote !== side) continue
    const { store, target } = known
    result[field] = side === 'store' ? { store: value, target } : { store, target: value }
  }
  return result
}

interface Ledger<F extends string> {
  readonly toStore: Partial<Record<F, unknown>>
  readonly toTarget: Partial<Record<F, unknown>>
  readonly lost: LostValue<F>[]
  readonly held: HeldField<F>[]
  readonly unknownWords: { field: F; side: Side; word: string }[]
  readonly common: Partial<Record<F, CommonValue>>
}

/**
 * The smallest set of changes after which each field has its owner's value on both sides. Three states decide: what either side
 * holds now, and what both held when they were last in step. A side that still holds what it held then has not changed, so it
 * neither wins nor loses anything.
 */
export function planOwned<F extends string>(input: OwnedPlanInput<F>): OwnedPlan<F> {
  const ledger: Ledger<F> = {
    toStore: {},
    toTarget: {},
    lost: [],
    held: [],
    unknownWords: [],
    common: { ...input.common },
  }
  for (const field of Object.keys(input.store) as F[]) {
    if (input.target[field] !== undefined) planField(input, field, ledger)
  }
  return ledger
}

function planField<F extends string>(input: OwnedPlanInput<F>, field: F, ledger: Ledger<F>): void {
  const { ownership, common } = input
  const { isSame, rules, translated } = ownership
  const [store, target] = [input.store[field], input.target[field]]
  const storeInTarget = translated(field, store, 'store')
  const targetInStore = translated(field, target, 'target')
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
  if (isAcceptedForm(ownership, field, known, loser, input[loser][field], changed[winner])) {
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
  if (rules[field].onConflict === 'hold' && changed.store && changed.target && !isNothing(input[loser][field])) {
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

function write<F extends string>(input: OwnedPlanInput<F>, field: F, decision: Decision, ledger: Ledger<F>): void {
  const { winner, loser, value, known, loserChanged } = decision
  const before = input[loser][field]
  if (loser === 'store') ledger.toStore[field] = value
  else ledger.toTarget[field] = value
  // What stands there in place of our own value may be a person's or the system's form of it: nobody can tell, so it is logged.
  if (loserChanged && !isNothing(before)) ledger.lost.push({ field, side: loser, lost: before, won: value })
  const mayBeOwnForm = known?.wrote === loser && input.ownership.isSame(field, input[winner][field], known[winner])
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
function isAcceptedForm<F extends string>(
  { isSame }: Ownership<F>,
  field: F,
  known: CommonValue | undefined,
  loser: Side,
  now: unknown,
  winnerChanged: boolean,
): boolean {
  const isSettled = known?.wrote === loser && !winnerChanged && known.instead !== undefined
  return isSettled && isSame(field, known.instead, now)
}

/** The side whose value goes to the other, or `null` when the difference stays. */
function winnerOf<F extends string>(
  { ownership: { rules }, writable }: OwnedPlanInput<F>,
  field: F,
  changed: { readonly store: boolean; readonly target: boolean },
): Side | null {
  const { owner, direction } = rules[field]
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
