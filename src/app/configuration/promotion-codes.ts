import type { Choice, ChoiceList } from '#contract/target'
import { storeIds, type StoreId, usedCodes, type UsedCode } from '#mapping/codes'
import type { Mappings } from '#mapping/mappings'

/** What of the tables the live systems may not know. */
export interface CodeFindings {
  /** Codes that the live target does not list. */
  readonly unknown: readonly UsedCode[]
  /** Lists that the live target cannot show, or not whole: their codes were not looked at. */
  readonly unchecked: readonly UsedCode['list'][]
  /** Ids of the test's store, where the live store is another one. */
  readonly foreignIds: readonly StoreId[]
}

// A list of this length was cut by its connector; what it does not show may be there all the same.
const CUT_AT = 5000

/** Looks each code of the tables up in the lists of the live target. */
export async function lookUpCodes(
  mappings: Mappings,
  ask: (list: ChoiceList) => Promise<readonly Choice[]>,
  isOtherStore: boolean,
): Promise<CodeFindings> {
  const used = usedCodes(mappings)
  const known = new Map<UsedCode['list'], ReadonlySet<string> | null>()
  for (const list of new Set(used.map((one) => one.list))) {
    const choices = await ask(list)
    const isWhole = choices.length > 0 && choices.length < CUT_AT
    known.set(list, isWhole ? new Set(choices.map(({ value }) => value)) : null)
  }
  const accounts = used.some(({ list }) => list === 'tax-accounts')
    ? new Set((await ask('accounts')).map(({ value }) => value))
    : new Set<string>()
  const isUnknown = ({ list, code }: UsedCode): boolean => {
    const codes = known.get(list) ?? null
    if (codes === null || codes.has(code)) return false
    // Taxes may be booked on an account that is not marked as one of taxes.
    return !(list === 'tax-accounts' && accounts.has(code))
  }
  return {
    unknown: used.filter(isUnknown),
    unchecked: [...known].flatMap(([list, codes]) => (codes === null ? [list] : [])),
    foreignIds: isOtherStore ? storeIds(mappings) : [],
  }
}
