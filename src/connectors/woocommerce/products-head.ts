import type { ProductChanges } from '#contract/products'
import { given } from '#lib/given'
import type { Product } from '#model/product'
import type { WooProduct } from './vendor-product.ts'

const STATUS: Readonly<Record<Product['status'], string>> = { active: 'publish', draft: 'draft', archived: 'private' }

/** What WooCommerce is told of a product's own fields. `gallery`: the pictures behind the main one, which stay. */
export function headInput(changes: ProductChanges, gallery: WooProduct['images']): Record<string, unknown> {
  const { title, description, status, handle, images, customFields = {} } = changes
  const fields = Object.entries(customFields)
  const [main] = images ?? []
  return given({
    name: title,
    description: description === null ? '' : description,
    status: status === undefined ? undefined : STATUS[status],
    slug: handle,
    images:
      images === undefined
        ? undefined
        : [
            // WooCommerce fetches it and keeps a copy.
            ...(main === undefined ? [] : [{ src: main.url, ...(main.alt === null ? {} : { alt: main.alt }) }]),
            ...gallery.map(({ id }) => ({ id: Number(id) })),
          ],
    // `null` takes an entry away.
    meta_data: fields.length === 0 ? undefined : fields.map(([key, value]) => ({ key, value })),
  })
}
