import type { Connector, ConnectorRegistry } from '#contract/connector'
import { adyen } from '#connectors/adyen/index'
import { erpnext } from '#connectors/erpnext/index'
import { genericFiles } from '#connectors/generic-files/index'
import { genericHttp } from '#connectors/generic-http/index'
import { genericSql } from '#connectors/generic-sql/index'
import { klarna } from '#connectors/klarna/index'
import { odoo } from '#connectors/odoo/index'
import { shopify } from '#connectors/shopify/index'
import { stripe } from '#connectors/stripe/index'
import { woocommerce } from '#connectors/woocommerce/index'

/** The connectors that come with Tillbridge, by id. The process that runs loads them one by one: `lazy-registry.ts` names them too. */
export const connectorRegistry: ConnectorRegistry = new Map(
  [shopify, woocommerce, stripe, klarna, adyen, erpnext, odoo, genericHttp, genericFiles, genericSql].map(
    (connector) => [connector.id, connector as unknown as Connector<never>],
  ),
)
