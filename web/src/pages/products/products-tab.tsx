import type { Comparable } from '#api/ledger'
import { Answer } from '#web/api/answer.tsx'
import { useRoute } from '#web/api/use-route.ts'
import { SkeletonRows } from '#web/kit/skeleton.tsx'
import { CausesCard } from './causes-card.tsx'
import { CompareCard } from './compare-card.tsx'
import type { ProductsFilter } from './filter.ts'
import { LookedUp } from './looked-up.tsx'
import { LookUp } from './look-up.tsx'
import { OverridesCard } from './overrides-card.tsx'
import { Counts } from './counts.tsx'

const LOOK_EVERY_MS = 10_000

export interface TabProps {
  readonly chosen: Comparable
  readonly filter: ProductsFilter
  readonly onSet: (change: Partial<ProductsFilter>) => void
}

/** How the products are: joined, on their way, waiting; one of them field by field; all of them compared. */
export function ProductsTab({ chosen, filter, onSet }: TabProps) {
  const { name = '' } = filter
  return (
    <>
      <LookUp name={name} onName={(words) => onSet({ name: words === '' ? undefined : words })} />
      {name === '' ? (
        <AllProducts chosen={chosen} filter={filter} onSet={onSet} />
      ) : (
        <LookedUp integration={chosen.integration} name={name} />
      )}
    </>
  )
}

function AllProducts({ chosen, filter, onSet }: TabProps) {
  const { integration } = chosen
  const shown = useRoute('products.show', { query: { integration } }, { everyMs: LOOK_EVERY_MS })
  return (
    <Answer of={shown} skeleton={<SkeletonRows />}>
      {({ bindings, transfers, causes, overrides, last }) => (
        <>
          <Counts flow="products" transfers={transfers} bindings={bindings} />
          <CausesCard integration={integration} causes={causes} />
          <CompareCard what="products" chosen={chosen} last={last} filter={filter} onSet={onSet} />
          <OverridesCard overrides={overrides} />
        </>
      )}
    </Answer>
  )
}
