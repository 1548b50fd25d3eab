import { Answer } from '#web/api/answer.tsx'
import { useRoute } from '#web/api/use-route.ts'
import { SkeletonRows } from '#web/kit/skeleton.tsx'
import { CompareCard } from './compare-card.tsx'
import { Counts } from './counts.tsx'
import { FeedsCard } from './feeds-card.tsx'
import type { TabProps } from './products-tab.tsx'

const LOOK_EVERY_MS = 10_000

/** Which list feeds which prices, and whether they are in step. */
export function PricesTab({ chosen, filter, onSet }: TabProps) {
  const { integration } = chosen
  const shown = useRoute('prices.show', { query: { integration } }, { everyMs: LOOK_EVERY_MS })
  return (
    <Answer of={shown} skeleton={<SkeletonRows />}>
      {({ feeds, transfers, last }) => (
        <>
          <Counts flow="price-lists" transfers={transfers} />
          <FeedsCard feeds={feeds} integration={integration} />
          {feeds.length === 0 ? null : (
            <CompareCard what="prices" chosen={chosen} last={last} filter={filter} onSet={onSet} />
          )}
        </>
      )}
    </Answer>
  )
}
