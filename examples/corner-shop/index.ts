import { defineConnector, z } from 'tillbridge/contract'
import { read } from './client.ts'
import { orders } from './orders.ts'
import { type CornerSettings, settings } from './settings.ts'
import { webhooks } from './webhooks.ts'

const shop = z.object({ shop: z.string(), version: z.string() })

/** Corner Shop, a store that nobody has: the example of the guide "Write a connector". */
export const cornerShop = defineConnector<CornerSettings>({
  id: 'corner-shop',
  name: 'Corner Shop',
  kind: 'store',
  settings,
  baseUrl: ({ baseUrl }) => baseUrl.replace(/\/+$/, ''),
  auth: { headers: ({ apiKey }) => ({ 'x-api-key': apiKey }) },
  limits: { slots: () => 4, rate: () => ({ perSecond: 10, burst: 20 }) },
  async check(context) {
    const { shop: account, version } = shop.parse(await read(context, '/v1/shop'))
    const { webhookSecret } = context.settings
    return {
      account,
      version,
      findings: [
        { level: 'ok', code: 'CORNER_KEY_WORKS', message: 'The API key works.' },
        webhookSecret === undefined
          ? {
              level: 'warning',
              code: 'CORNER_NO_WEBHOOKS',
              message: 'There is no secret for webhooks: orders are found when we look, not at once.',
              remedy:
                'Enter the webhook address in Corner Shop (Settings → API) and put the secret into the connection.',
            }
          : { level: 'ok', code: 'CORNER_WEBHOOK_SECRET', message: 'Webhooks can be verified.' },
      ],
    }
  },
  reads: { orders },
  webhooks,
  writes: {},
  recordUrl: ({ baseUrl }, key) => `${baseUrl.replace(/\/+$/, '')}/admin/orders/${key}`,
})
