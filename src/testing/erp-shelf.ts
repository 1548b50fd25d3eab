/** What people in the ERP see and do of its items and price lists. */
export interface ErpShelf {
  /** Makes an item. */
  keep(item: { readonly code: string; readonly title: string; readonly barcode?: string }): void
  /** How many items have the code. */
  items(code: string): number
  rename(code: string, newCode: string): void
  /** Puts an item on a list of its own name, in the company's currency, which is made where it is missing. */
  price(code: string, list: string, amount: number): void
  /** What an item costs on a list; `null` = it is not on it. */
  listed(code: string, list: string): number | null
}
