import { type Binding, removeBinding } from '#database/bindings'
import { TillbridgeError } from '#lib/errors'
import type { EngineServices } from '#engine/services'
import { raise } from './raise.ts'

/**
 * Parts a variant of the store from its item, and has its product looked at anew: a strong key may join it with another one.
 *
 * @throws {TillbridgeError} `rejected`, `NOT_BOUND`.
 */
export async function unlinkVariant(
  services: EngineServices,
  key: { readonly organizationId: string; readonly integrationId: string },
  variant: string,
): Promise<Binding> {
  const removed = await removeBinding(services.pool, key, variant)
  if (removed === null)
    throw new TillbridgeError({
      kind: 'rejected',
      code: 'NOT_BOUND',
      message: `The variant ${variant} is not joined with any item.`,
      remedy: 'Name it by the id that "tillbridge products SKU" shows.',
    })
  await raise(services, { key }, 'products', [removed.storeProduct])
  return removed
}
