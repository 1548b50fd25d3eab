import { idOf, links, type Route, urlOf } from './route.ts'
import { decimalsOf, optionOf, type Shop, type ShippingMethod, type ShippingZone } from './state.ts'
import { WpError } from './wp-error.ts'

const METHODS: Readonly<Record<string, string>> = {
  flat_rate: 'Flat rate',
  free_shipping: 'Free shipping',
  local_pickup: 'Local pickup',
  pickup_location: 'Local pickup',
}

interface Gateway {
  readonly id: string
  readonly title: string
  readonly methodTitle: string
  readonly supports: readonly string[]
}

export const GATEWAYS: readonly Gateway[] = [
  { id: 'bacs', title: 'Direct bank transfer', methodTitle: 'Direct bank transfer', supports: ['products'] },
  { id: 'cheque', title: 'Invoice', methodTitle: 'Check payments', supports: ['products'] },
  { id: 'cod', title: 'Cash on delivery', methodTitle: 'Cash on delivery', supports: ['products'] },
  { id: 'testpay', title: 'Card (Test Pay)', methodTitle: 'Test Pay', supports: ['products', 'refunds'] },
]

const counted = (all: readonly unknown[]) => ({ 'x-wp-total': String(all.length), 'x-wp-totalpages': '1' })
const gone = (what: string) => new WpError(404, `woocommerce_rest_${what}_invalid`, 'Resource does not exist.')

function zoneOf(shop: Shop, id: number): ShippingZone {
  const zone = shop.zones.get(id)
  if (zone === undefined) throw gone('shipping_zone')
  return zone
}

const showZone = (shop: Shop, zone: ShippingZone) => ({
  id: zone.id,
  name: zone.name,
  order: 0,
  ...links(shop, `/wc/v3/shipping/zones/${zone.id}`, null),
})

const showMethod = (method: ShippingMethod, index: number) => ({
  id: method.instanceId,
  instance_id: method.instanceId,
  title: method.settings['title'] ?? METHODS[method.methodId] ?? '',
  order: index + 1,
  enabled: method.enabled,
  method_id: method.methodId,
  method_title: METHODS[method.methodId] ?? method.methodId,
  method_description: '',
  settings: Object.fromEntries(Object.entries(method.settings).map(([id, value]) => [id, { id, value }])),
})

const showGateway = (shop: Shop, gateway: Gateway) => ({
  id: gateway.id,
  title: gateway.title,
  description: '',
  order: '',
  enabled: true,
  method_title: gateway.methodTitle,
  method_description: '',
  method_supports: gateway.supports,
  settings: {},
  needs_setup: false,
  ...links(shop, `/wc/v3/payment_gateways/${gateway.id}`, null),
})

/** The kind of money is written small: `Swedish krona`. */
function nameOfCurrency(code: string): string {
  const words = (new Intl.DisplayNames(['en'], { type: 'currency' }).of(code) ?? code).split(' ')
  return words.map((word, index) => (index > 0 && index === words.length - 1 ? word.toLowerCase() : word)).join(' ')
}

function showCurrency(shop: Shop, code: string) {
  if (!Intl.supportedValuesOf('currency').includes(code)) {
    throw new WpError(
      404,
      'woocommerce_rest_data_invalid_currency',
      'There are no currencies matching these parameters.',
    )
  }
  const symbol = ['SEK', 'NOK'].includes(code) ? '&#107;&#114;' : code
  return { code, name: nameOfCurrency(code), symbol, ...links(shop, `/wc/v3/data/currencies/${code}`, null) }
}

function systemStatus(shop: Shop) {
  return {
    environment: {
      home_url: shop.baseUrl,
      site_url: shop.baseUrl,
      store_id: '00000000-0000-4000-8000-000000000001',
      version: '9.9.5',
      wp_version: '6.9',
      wp_multisite: false,
      wp_cron: false,
      language: 'en_US',
      php_version: '8.2.35',
      php_max_execution_time: 30,
      mysql_version: '10.11.19',
      // Of PHP, not of the shop: that zone stands in the index.
      default_timezone: 'UTC',
    },
    active_plugins: [
      {
        plugin: 'woocommerce/woocommerce.php',
        name: 'WooCommerce',
        version: '9.9.5',
        version_latest: '9.9.5',
        url: 'https://woocommerce.com/',
        author_name: 'Automattic',
        author_url: 'https://woocommerce.com',
        network_activated: false,
      },
    ],
    inactive_plugins: [],
    settings: {
      api_enabled: false,
      force_ssl: false,
      currency: optionOf(shop, 'woocommerce_currency'),
      thousand_separator: optionOf(shop, 'woocommerce_price_thousand_sep'),
      decimal_separator: optionOf(shop, 'woocommerce_price_decimal_sep'),
      number_of_decimals: decimalsOf(shop),
      order_datastore: 'Automattic\\WooCommerce\\Internal\\DataStores\\Orders\\OrdersTableDataStore',
      HPOS_enabled: true,
      HPOS_sync_enabled: false,
    },
    security: { secure_connection: shop.secure, hide_errors: true },
  }
}

const ZONES = '/wc/v3/shipping/zones'

const SHIPPING: readonly Route[] = [
  {
    access: 'list',
    pattern: ZONES,
    handle: ({ shop }) => {
      const all = [...shop.zones.values()].toSorted((a, b) => a.id - b.id)
      return { body: all.map((zone) => showZone(shop, zone)), headers: counted(all) }
    },
  },
  {
    access: 'view',
    pattern: `${ZONES}/:id`,
    handle: (call) => ({ body: showZone(call.shop, zoneOf(call.shop, idOf(call))) }),
  },
  {
    access: 'list',
    pattern: `${ZONES}/:id/methods`,
    handle: (call) => {
      const { methods } = zoneOf(call.shop, idOf(call))
      return { body: methods.map(showMethod), headers: counted(methods) }
    },
  },
  {
    access: 'list',
    pattern: `${ZONES}/:id/locations`,
    handle: (call) => {
      const { countries } = zoneOf(call.shop, idOf(call))
      return { body: countries.map((code) => ({ code, type: 'country' })), headers: counted(countries) }
    },
  },
  {
    access: 'list',
    pattern: '/wc/v3/shipping_methods',
    handle: () => {
      const all = Object.entries(METHODS).map(([id, title]) => ({ id, title, description: '' }))
      return { body: all, headers: counted(all) }
    },
  },
  {
    access: 'list',
    pattern: '/wc/v3/products/shipping_classes',
    handle: () => ({ body: [], headers: { 'x-wp-total': '0', 'x-wp-totalpages': '0' } }),
  },
]

export const STORE_ROUTES: readonly Route[] = [
  ...SHIPPING,
  {
    access: 'list',
    pattern: '/wc/v3/payment_gateways',
    handle: ({ shop }) => ({ body: GATEWAYS.map((one) => showGateway(shop, one)), headers: counted(GATEWAYS) }),
  },
  {
    access: 'view',
    pattern: '/wc/v3/payment_gateways/:id*',
    handle: ({ shop, path }) => {
      const gateway = GATEWAYS.find(({ id }) => id === path['id'])
      if (gateway === undefined) throw gone('payment_gateway')
      return { body: showGateway(shop, gateway) }
    },
  },
  {
    access: 'list',
    pattern: '/wc/v3/data/currencies',
    handle: ({ shop }) => ({ body: Intl.supportedValuesOf('currency').map((code) => showCurrency(shop, code)) }),
  },
  {
    access: 'view',
    pattern: '/wc/v3/data/currencies/current',
    handle: ({ shop }) => ({ body: showCurrency(shop, optionOf(shop, 'woocommerce_currency')) }),
  },
  {
    access: 'view',
    pattern: '/wc/v3/data/currencies/:code*',
    handle: ({ shop, path }) => ({ body: showCurrency(shop, (path['code'] ?? '').toUpperCase()) }),
  },
  { access: 'list', pattern: '/wc/v3/system_status', handle: ({ shop }) => ({ body: systemStatus(shop) }) },
  {
    access: 'list',
    pattern: '/wc/v3/products/categories',
    handle: ({ shop }) => ({
      body: [
        {
          id: 15,
          name: 'Uncategorized',
          slug: 'uncategorized',
          parent: 0,
          count: shop.products.size,
          _links: { self: [{ href: urlOf(shop, '/wc/v3/products/categories/15') }] },
        },
      ],
      headers: { 'x-wp-total': '1', 'x-wp-totalpages': '1' },
    }),
  },
  {
    access: 'list',
    pattern: '/wc/v3/products/attributes',
    handle: () => ({ body: [], headers: { 'x-wp-total': '0', 'x-wp-totalpages': '1' } }),
  },
]
