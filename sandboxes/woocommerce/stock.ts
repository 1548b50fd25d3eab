import { decimal, isPositive, subtract, toNumber, ZERO } from '#lib/decimal'
import { addMeta } from './meta.ts'
import { isOn, now, type Order, type Product, type ProductLine, type Shop, tell } from './state.ts'

const REDUCED = '_reduced_stock'
const RESTOCKED = '_restock_refunded_items'

/** What keeps the stock of a product: itself, or for a variation perhaps its parent; `null` where nobody counts. */
export function stockKeeper(shop: Shop, product: Product): Product | null {
  if (!isOn(shop, 'woocommerce_manage_stock')) return null
  if (product.manageStock) return product
  const parent = product.parentId === 0 ? undefined : shop.products.get(product.parentId)
  return parent?.manageStock === true ? parent : null
}

/** Sets a quantity; the stock status follows it. */
export function setStock(product: Product, quantity: number): void {
  product.stock = quantity
  product.stockStatus = quantity > 0 ? 'instock' : product.backorders === 'no' ? 'outofstock' : 'onbackorder'
}

const soldProduct = (shop: Shop, line: ProductLine): Product | undefined =>
  shop.products.get(line.variationId === 0 ? line.productId : line.variationId)

const reducedOf = (line: ProductLine) => {
  const found = line.meta.find(({ key }) => key === REDUCED)
  return found === undefined ? ZERO : decimal(String(found.value))
}

/** Takes from the stock what is not yet taken for this order. */
export function reduceStock(shop: Shop, order: Order): void {
  if (order.stockReduced) return
  order.stockReduced = true
  for (const line of order.lines) takeFor(shop, line)
}

export function takeFor(shop: Shop, line: ProductLine): void {
  const product = soldProduct(shop, line)
  const keeper = product === undefined ? null : stockKeeper(shop, product)
  if (keeper === null || isPositive(reducedOf(line))) return
  move(shop, keeper, -toNumber(line.quantity))
  addMeta(shop, line.meta, REDUCED, line.quantity.valueOf())
}

/** Gives back to the stock what was taken for this order. */
export function restoreStock(shop: Shop, order: Order): void {
  if (!order.stockReduced) return
  order.stockReduced = false
  for (const line of order.lines) giveBack(shop, line, toNumber(reducedOf(line)))
}

/** Some pieces of a line come back. Answers whether they are counted. */
function giveBack(shop: Shop, line: ProductLine, quantity: number): boolean {
  const reduced = reducedOf(line)
  const product = soldProduct(shop, line)
  const keeper = product === undefined ? null : stockKeeper(shop, product)
  if (keeper === null || !isPositive(reduced) || quantity <= 0) return false
  move(shop, keeper, quantity)
  const left = subtract(reduced, decimal(quantity))
  const index = line.meta.findIndex(({ key }) => key === REDUCED)
  const known = line.meta[index]
  if (isPositive(left) && known !== undefined) known.value = left.valueOf()
  else line.meta.splice(index, 1)
  return true
}

/** Pieces that a refund puts back; the line keeps count of them. */
export function restockPieces(shop: Shop, line: ProductLine, quantity: number): void {
  if (!giveBack(shop, line, quantity)) return
  const known = line.meta.find(({ key }) => key === RESTOCKED)
  if (known === undefined) addMeta(shop, line.meta, RESTOCKED, String(quantity))
  else known.value = String(Number(known.value) + quantity)
}

/** A line that is changed while its order stands takes more from the stock or gives some back; `quantity` 0 for one that goes. */
export function followLine(shop: Shop, { status }: Order, line: ProductLine, quantity = toNumber(line.quantity)): void {
  const product = soldProduct(shop, line)
  const keeper = product === undefined ? null : stockKeeper(shop, product)
  if (keeper === null || !['processing', 'completed', 'on-hold'].includes(status)) return
  const reduced = toNumber(reducedOf(line))
  const restocked = Number(line.meta.find(({ key }) => key === RESTOCKED)?.value ?? 0)
  const more = quantity - restocked - reduced
  if (more < 0) giveBack(shop, line, Math.min(-more, reduced))
  if (more <= 0) return
  move(shop, keeper, -more)
  const known = line.meta.find(({ key }) => key === REDUCED)
  if (known === undefined) addMeta(shop, line.meta, REDUCED, String(more))
  else known.value = String(reduced + more)
}

function move(shop: Shop, keeper: Product, by: number): void {
  setStock(keeper, Math.round(((keeper.stock ?? 0) + by) * 1e6) / 1e6)
  keeper.modified = now(shop)
  tell(shop, 'product.updated', keeper.id)
}
