import type { Context } from '#contract/context'
import { TillbridgeError } from '#lib/errors'
import { graphql } from './client.ts'
import { REFERENCE_DEFINE } from './products-queries.ts'
import type { ShopifySettings } from './settings.ts'
import { messagesOf } from './variant-input.ts'

/**
 * Installs the metafield definition by which products of ours are found. It is there once per shop, so that it is made when a search
 * misses it; one that another run made meanwhile is as good.
 *
 * @throws {TillbridgeError} `rejected`: `SHOPIFY_SCOPE_MISSING` without `write_products`, `SHOPIFY_DEFINITION_REFUSED`.
 */
export async function defineReference(context: Context<ShopifySettings>): Promise<void> {
  const { metafieldDefinitionCreate: answer } = await graphql(context, REFERENCE_DEFINE, {})
  const errors = (answer?.userErrors ?? []).filter(({ code }) => code !== 'TAKEN')
  if (errors.length === 0) return
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'SHOPIFY_DEFINITION_REFUSED',
    message: `Shopify does not take the metafield definition that products of ours are found by: ${messagesOf(errors)}`,
    remedy: 'Remove metafield definitions of products that nobody uses (a shop may have so many only), then retry.',
    subject: 'metafield-definition',
    detail: { errors },
  })
}
