/** An article as the shop shows it. */
export interface ShownArticle {
  readonly title: string
  readonly barcode: string | null
  readonly price: string | null
  /** The price that is struck out. */
  readonly compareAt: string | null
}

/** What the shop's own people see and do of its articles. */
export interface StoreShelf {
  /** Puts an article up for sale; one that was deleted before is made anew. */
  offer(article: { readonly sku: string; readonly title: string; readonly price: string }): void
  /** `null` = no article has the SKU. */
  shown(sku: string): ShownArticle | null
  reprice(sku: string, price: string): void
  relabel(sku: string, newSku: string): void
}
