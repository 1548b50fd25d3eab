import { dateIn } from '#lib/clock'
import type { Order } from '#model/order'
import type { Policies } from './policies.ts'
import { beforeGoLive, type Reason, skippedByRule, testOrder } from './reasons.ts'
import { taxCountry } from './tax-keys.ts'

/** The rule that leaves the order out, or `null`. Only asked while nothing was written: what is booked is kept right. */
export function skipReason(order: Order, policies: Policies): Reason | null {
  if (order.test) return testOrder(order)
  const placedOn = dateIn(order.timeZone, new Date(order.placedAt))
  if (policies.goLiveOn !== null && placedOn < policies.goLiveOn) {
    return beforeGoLive(order, placedOn, policies.goLiveOn)
  }
  const rule = matchingRule(order, policies)
  return rule === null ? null : skippedByRule(order, rule)
}

function matchingRule(order: Order, policies: Policies): string | null {
  const facts = {
    channels: [order.channel.kind, order.channel.name],
    tags: order.tags,
    countries: [taxCountry(order, policies) ?? ''],
  }
  for (const field of ['channels', 'tags', 'countries'] as const) {
    const present = new Set(facts[field].map(fold))
    const hit = policies.skip[field].find((unwanted) => present.has(fold(unwanted)))
    if (hit !== undefined) return `skip.${field}: ${hit}`
  }
  return null
}

const fold = (text: string): string => text.trim().toLowerCase()
