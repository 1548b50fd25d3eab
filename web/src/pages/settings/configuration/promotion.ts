import type { ApiConnection } from '#api/connections'
import type { ApiPromotion } from '#api/configuration'
import type { ApiIntegration } from '#api/integrations'

/** What stands in the form; `''` = nothing yet. */
export interface Chosen {
  readonly from: string
  readonly to: string
  readonly store: string
  readonly target: string
  readonly payments: readonly string[]
  readonly day: string
  readonly live: boolean
  readonly endTest: boolean
  readonly despite: boolean
}

/**
 * What a person most likely means by promoting an integration: the live one of the same name without "test", the systems that the test
 * does not use, from today on.
 */
export function likely(from: ApiIntegration, { integrations, connections, today }: Known): Chosen {
  const bare = from.integration.replace(/-?(test|staging|sandbox)-?/g, '') || 'live'
  // One that is not called a test would go live as itself, with the systems that it was tried out with.
  const to = bare === from.integration ? `${bare}-live` : bare
  const before = integrations.find(({ integration }) => integration === to)
  const other = (kind: ApiConnection['kind'], not: string): string =>
    connections.find((one) => one.kind === kind && one.connection !== not)?.connection ?? not
  return {
    from: from.integration,
    to,
    store: before?.store ?? other('store', from.store),
    target: before?.target ?? other('erp', from.target),
    payments: before?.payments ?? [],
    day: before === undefined ? today : (before.goLiveOn ?? ''),
    live: true,
    endTest: false,
    despite: false,
  }
}

interface Known {
  readonly integrations: readonly ApiIntegration[]
  readonly connections: readonly ApiConnection[]
  /** `YYYY-MM-DD` */
  readonly today: string
}

/** The choice as the server is told it. */
export const promotionOf = ({ day, payments, ...chosen }: Chosen): ApiPromotion => ({
  ...chosen,
  payments: [...payments],
  goLiveOn: day === '' ? null : day,
})
