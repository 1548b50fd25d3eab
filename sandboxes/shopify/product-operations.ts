import { productView } from './catalog-view.ts'
import type { View } from './connections.ts'
import { refuse } from './graphql-errors.ts'
import type { CallContext } from './graphql.ts'
import { gid, numericId } from './ids.ts'
import { type ProductSetArgs, setAnswer, setProduct, type SetResult } from './product-set.ts'
import type { Shop } from './shop.ts'
import type { NumericId } from './state.ts'

/** A `productSet` that runs behind the answer. */
interface Operation {
  readonly id: NumericId
  /** Absent until it has run. */
  result?: SetResult
  asked: boolean
}

/** `productSet` at once or behind the answer, and the operation that a client polls. */
export function productOperations(shop: Shop): View {
  const operations = new Map<NumericId, Operation>()
  const view = (operation: Operation, status: 'CREATED' | 'ACTIVE' | 'COMPLETE'): View => {
    const { product, errors } = operation.result ?? { product: null, errors: [] }
    const done = status === 'COMPLETE'
    return {
      __typename: 'ProductSetOperation',
      id: gid('ProductSetOperation', operation.id),
      status,
      product: done && product !== null ? productView(shop, product) : null,
      userErrors: done ? errors : [],
    }
  }
  return {
    productSet(args: ProductSetArgs, call: CallContext) {
      if (args.synchronous !== false || call.bulk === true) return setAnswer(shop, setProduct(shop, args))
      const operation: Operation = { id: shop.ids.next('ProductSetOperation'), asked: false }
      operations.set(operation.id, operation)
      setImmediate(() => {
        operation.result = setProduct(shop, args)
      })
      return { product: null, productSetOperation: view(operation, 'CREATED'), userErrors: [] }
    },
    productOperation({ id }: { id: string }) {
      const number = numericId(id, 'ProductSetOperation')
      if (number === null) throw refuse('RESOURCE_NOT_FOUND', `Invalid id: ${id}`)
      const operation = operations.get(number)
      if (operation === undefined) return null
      // The first look always comes too early, so that clients have to look again.
      const done = operation.asked && operation.result !== undefined
      operation.asked = true
      return view(operation, done ? 'COMPLETE' : 'ACTIVE')
    },
  }
}
