import type { HttpResponse } from '#contract/context'
import type { Limits, ObservedQuota } from '#contract/limits'
import type { ShopifySettings } from './settings.ts'

/** Points per second by plan; the bucket holds twenty seconds of it. Source: README.md, "Limits". */
const POINTS_PER_SECOND = { standard: 100, advanced: 200, plus: 1000, enterprise: 2000 } as const
const BUCKET_SECONDS = 20

export const limits: Limits<ShopifySettings> = {
  slots: () => 10,
  rate: ({ plan }) => ({
    perSecond: POINTS_PER_SECOND[plan],
    burst: POINTS_PER_SECOND[plan] * BUCKET_SECONDS,
  }),
  costOf: (request) => request.cost ?? 1,
  observe,
}

// The cost stands at the end of the answer. An order of many lines makes a long answer, which is not parsed twice for this.
const TAIL = 800

/** Shopify's own view of the bucket, from `extensions.cost`. */
function observe(response: HttpResponse): ObservedQuota | null {
  const tail = response.text.slice(-TAIL)
  const number = (name: string): number | null => {
    const found = new RegExp(`"${name}"\\s*:\\s*(\\d+(?:\\.\\d+)?)`).exec(tail)?.[1]
    return found === undefined ? null : Number(found)
  }
  const capacity = number('maximumAvailable')
  const available = number('currentlyAvailable')
  const perSecond = number('restoreRate')
  if (capacity === null || available === null || perSecond === null) return null
  const actualCost = number('actualQueryCost')
  return { capacity, available, perSecond, ...(actualCost === null ? {} : { actualCost }) }
}
