import { countBindings, lastComparison, listOverrides } from '#database/catalog'
import { countCauses, countStates } from '#database/transfers'
import { showProduct } from '#engine/catalog/show-product'
import { unlinkVariant } from '#engine/catalog/unlink'
import type { Handler } from '#server/api/call'
import { integrationNamed } from '#server/routes/moves/integration'

const FLOW = 'products'
const NEWEST_OVERRIDES = 5

export const showProducts: Handler<'products.show'> = async (call) => {
  const { services, organizationId, query } = call
  const { integrationId } = await integrationNamed(call, query.integration)
  const { pool, queries } = services
  const key = { organizationId, integrationId }
  const of = { integrationId, flow: FLOW }
  const [bindings, transfers, causes, overrides, last] = await Promise.all([
    countBindings(pool, key),
    countStates(queries, organizationId, of),
    countCauses(queries, organizationId, of),
    listOverrides(pool, key, { limit: NEWEST_OVERRIDES }),
    lastComparison(pool, key, FLOW),
  ])
  return { bindings, transfers, causes, overrides, last }
}

export const lookAtProduct: Handler<'products.look'> = async (call) => {
  const { services, organizationId, query } = call
  const { integrationId } = await integrationNamed(call, query.integration)
  const shown = await showProduct(services.engine.services, { organizationId, integrationId, name: query.name })
  return {
    ...shown,
    fields: [...shown.fields],
    variants: shown.variants.map(({ fields, ...variant }) => ({ ...variant, fields: [...fields] })),
    unbound: [...shown.unbound],
    problems: [...shown.problems],
    overrides: [...shown.overrides],
  }
}

export const unlinkVariantRoute: Handler<'products.unlink'> = async (call) => {
  const { services, organizationId, body, note } = call
  const { integrationId } = await integrationNamed(call, body.integration)
  note({ subject: `variant:${body.integration}/${body.variant}` })
  const removed = await unlinkVariant(services.engine.services, { organizationId, integrationId }, body.variant)
  note({ before: { item: removed.targetItem }, after: { item: null } })
  return { variant: body.variant, item: removed.targetItem }
}
