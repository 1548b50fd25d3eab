import { urlOf } from './route.ts'
import { offsetMs } from './dates.ts'
import type { Shop } from './state.ts'

const NAMESPACES =
  'oembed/1.0 wc/v3 wc/v1 jetpack/v4 wc-admin wc-analytics wc/store wc/store/v1 wc/private wc/v2 wc-admin-email wc-telemetry wccom-site/v3 wp/v2 wp-site-health/v1 wp-block-editor/v1 wp-abilities/v1'

const isNumeric = (zone: string): boolean => /^[+-]?\d/.test(zone)

/** What everybody may read: the name of the site, its zone and which interfaces it has. */
export const indexBody = (shop: Shop) => ({
  name: shop.title,
  description: '',
  url: shop.baseUrl,
  home: shop.baseUrl,
  gmt_offset: isNumeric(shop.zone) ? shop.zone : offsetMs(shop.zone, shop.clock.now()) / 3_600_000,
  timezone_string: isNumeric(shop.zone) ? '' : shop.zone,
  namespaces: NAMESPACES.split(' '),
  authentication: {
    'application-passwords': { endpoints: { authorization: `${shop.baseUrl}/wp-admin/authorize-application.php` } },
  },
})

export const namespaceBody = (shop: Shop) => ({
  namespace: 'wc/v3',
  routes: {
    '/wc/v3': {
      namespace: 'wc/v3',
      methods: ['GET'],
      endpoints: [
        {
          methods: ['GET'],
          args: { namespace: { default: 'wc/v3', required: false }, context: { default: 'view', required: false } },
        },
      ],
      _links: { self: [{ href: urlOf(shop, '/wc/v3') }] },
    },
  },
})
