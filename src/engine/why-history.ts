import { policyAt } from '#books/explain-rules'
import { type Policies, policiesSchema } from '#books/policies'
import type { Revision } from '#database/revisions'
import { stableJson } from '#lib/hash'
import { type Mappings, mappingsSchema } from '#mapping/mappings'
import { hasEntry, type MappingEntry } from './why-mapping.ts'

/** A change of the rules: when, by whom, with what. */
export interface RuleChange {
  readonly revision: number
  readonly at: string
  /** `null` = not known: before the history of the rules was kept. */
  readonly by: string | null
  readonly with: string | null
}

/** How long a rule said what it said when the document was written. */
export interface RuleLife {
  /** The change that brought it. */
  readonly since: RuleChange
  /** The change that ended it; `null` = it still holds. */
  readonly until: RuleChange | null
}

/** The rules of an integration as they were at one revision. */
export interface RulesThen {
  readonly policies: Policies
  readonly mappings: Mappings
}

export interface History {
  readonly rules: RulesThen
  readonly rulesNow: RulesThen
  /** The last change before the document was written. */
  readonly change: RuleChange
  policyLife(path: string): RuleLife
  entryLife(entry: MappingEntry): RuleLife
}

/** The history as seen from one revision of it; `null` when that revision was not kept. */
export function historyAt(revisions: readonly Revision[], revision: number): History | null {
  const known = revisions.map((one) => ({ change: changeOf(one), rules: rulesOf(one) }))
  const index = known.findLastIndex(({ change }) => change.revision <= revision)
  const [own, last] = [known[index], known.at(-1)]
  if (own === undefined || last === undefined) return null
  const life = (same: (rules: RulesThen) => boolean): RuleLife => {
    const before = known.slice(0, index).findLastIndex(({ rules }) => !same(rules))
    const after = known.slice(index + 1).find(({ rules }) => !same(rules))
    return { since: (known[before + 1] ?? own).change, until: after?.change ?? null }
  }
  return {
    rules: own.rules,
    rulesNow: last.rules,
    change: own.change,
    policyLife: (path) => {
      const value = stableJson(policyAt(own.rules.policies, path) ?? null)
      return life(({ policies }) => stableJson(policyAt(policies, path) ?? null) === value)
    },
    entryLife: (entry) => life(({ mappings }) => hasEntry(mappings, entry)),
  }
}

const changeOf = ({ revision, changedAt, changedBy, changedWith }: Revision): RuleChange => ({
  revision,
  at: changedAt,
  by: changedBy,
  with: changedWith,
})

// What was stored was valid then; what a later version added has its default.
const rulesOf = ({ policies, mappings }: Revision): RulesThen => ({
  policies: policiesSchema.parse(policies),
  mappings: mappingsSchema.parse(mappings),
})
