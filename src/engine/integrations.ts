import type { Pool } from 'pg'
import { policiesSchema, type Policies } from '#books/policies'
import { getIntegration, type Integration } from '#database/integrations'
import type { Clock } from '#lib/clock'
import { TillbridgeError } from '#lib/errors'
import { mappingsSchema, type Mappings } from '#mapping/mappings'
import { reloading } from './reloading.ts'
import { type Rules, rulesSchema } from './rules.ts'

/** An integration with its rules checked, as a run needs it. */
export interface LoadedIntegration {
  readonly row: Integration
  readonly policies: Policies
  readonly mappings: Mappings
  readonly rules: Rules
}

export interface Integrations {
  /** `revision`: the least that will do; what is remembered of an earlier one is read anew. */
  load(organizationId: string, integrationId: string, revision?: number): Promise<LoadedIntegration>
}

// A changed rule reaches running workers within this time. Transfers that the change itself released name its revision.
const RELOAD_AFTER_MS = 1_000

export function integrations(pool: Pool, clock: Clock): Integrations {
  const known = reloading<LoadedIntegration>(clock, {
    olderThanMs: RELOAD_AFTER_MS,
    revisionOf: (loaded) => loaded.row.revision,
  })
  return {
    load: (organizationId, integrationId, revision = 0) =>
      known.get(integrationId, revision, async (former) => {
        const row = await getIntegration(pool, organizationId, integrationId)
        if (row === null) throw missing(integrationId)
        return former?.row.revision === row.revision ? { ...former, row } : checked(row)
      }),
  }
}

function checked(row: Integration): LoadedIntegration {
  const policies = policiesSchema.safeParse(row.policies)
  const mappings = mappingsSchema.safeParse(row.mappings)
  const rules = rulesSchema.safeParse(row.rules)
  if (policies.success && mappings.success && rules.success) {
    return { row, policies: policies.data, mappings: mappings.data, rules: rules.data }
  }
  const issues = [policies, mappings, rules].flatMap(({ error }) => error?.issues ?? [])
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'INTEGRATION_INVALID',
    message: `The rules of the integration "${row.key}" are not valid: ${issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}`,
    remedy: 'Correct the configuration file and apply it.',
    subject: `integration:${row.key}`,
  })
}

const missing = (integrationId: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'INTEGRATION_MISSING',
    message: 'The integration of this transfer no longer exists.',
    remedy: 'Apply a configuration that contains it, or skip the transfer.',
    subject: `integration:${integrationId}`,
  })
