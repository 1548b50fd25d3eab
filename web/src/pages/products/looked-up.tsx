import { SearchX } from 'lucide-react'
import { ApiFailure } from '#api/client'
import { Answer } from '#web/api/answer.tsx'
import { Card } from '#web/kit/card.tsx'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { SkeletonRows } from '#web/kit/skeleton.tsx'
import { useText } from '#web/languages/use-text.ts'
import { ProductShown } from './product-shown.tsx'
import { useLook } from './use-look.ts'

interface LookedUpProps {
  readonly integration: string
  /** SKU, id or title in the store. */
  readonly name: string
}

/** One product as both systems hold it at this moment. */
export function LookedUp({ integration, name }: LookedUpProps) {
  const text = useText()
  const looked = useLook(integration, name)
  const { error } = looked
  if (error instanceof ApiFailure && error.failure.code === 'PRODUCT_NOT_FOUND')
    return (
      <Card isFlush>
        <EmptyState icon={SearchX} title={text('products.look.none.title', { name })}>
          {text('products.look.none')}
        </EmptyState>
      </Card>
    )
  const skeleton = (
    <Card isFlush>
      <SkeletonRows />
    </Card>
  )
  return (
    <Answer of={looked} skeleton={skeleton}>
      {(product) => (
        <ProductShown
          integration={integration}
          product={product}
          isReading={looked.isFetching}
          onRead={() => void looked.refetch()}
        />
      )}
    </Answer>
  )
}
