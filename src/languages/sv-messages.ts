import type { MessagesOfLanguage } from './server-messages.ts'
import adyen from './sv/adyen.json' with { type: 'json' }
import alarms from './sv/alarms.json' with { type: 'json' }
import base from './sv/base.json' with { type: 'json' }
import comparison from './sv/comparison.json' with { type: 'json' }
import configuration from './sv/configuration.json' with { type: 'json' }
import descriptions from './sv/descriptions.json' with { type: 'json' }
import engine from './sv/engine.json' with { type: 'json' }
import erpnext from './sv/erpnext.json' with { type: 'json' }
import files from './sv/files.json' with { type: 'json' }
import klarna from './sv/klarna.json' with { type: 'json' }
import mapping from './sv/mapping.json' with { type: 'json' }
import odoo from './sv/odoo.json' with { type: 'json' }
import orders from './sv/orders.json' with { type: 'json' }
import payouts from './sv/payouts.json' with { type: 'json' }
import products from './sv/products.json' with { type: 'json' }
import server from './sv/server.json' with { type: 'json' }
import settings from './sv/settings.json' with { type: 'json' }
import shipments from './sv/shipments.json' with { type: 'json' }
import shopify from './sv/shopify.json' with { type: 'json' }
import stock from './sv/stock.json' with { type: 'json' }
import stripe from './sv/stripe.json' with { type: 'json' }
import why from './sv/why.json' with { type: 'json' }
import woocommerce from './sv/woocommerce.json' with { type: 'json' }

/** What the server writes, in Swedish. */
export const svMessages: MessagesOfLanguage = {
  areas: {
    adyen,
    alarms,
    base,
    comparison,
    configuration,
    descriptions,
    engine,
    erpnext,
    files,
    klarna,
    mapping,
    odoo,
    orders,
    payouts,
    products,
    server,
    settings,
    shipments,
    shopify,
    stock,
    stripe,
    why,
    woocommerce,
  },
  joints: { '; ': '; ', ', ': ', ', ' and ': ' och ', ' or ': ' eller ', ': ': ': ' },
  decimalSign: ',',
}
