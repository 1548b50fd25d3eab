import type { ErpDocument } from '#sandboxes/proof/erp-facts'

/** What a person sees and does in the ERP beside Tillbridge. */
export interface ErpDesk {
  /** Sends some of what a sales order still wants of an item, in a parcel of its own if it has a number. */
  sendPart(salesOrder: ErpDocument, item: string, pieces: number, parcelNumber?: string): void
  /** Sends all that a sales order still wants from the second place, in a parcel; the goods lie there. */
  sendRestElsewhere(salesOrder: ErpDocument, parcelNumber: string): void
  /** Takes a document back. */
  takeBack(document: ErpDocument): void
  /** What is written on an invoice for people. */
  noteOf(invoice: ErpDocument): string
  write(invoice: ErpDocument, note: string): void
  /** A second place for goods: as mappings name its warehouse, and as rules of stock name the place. */
  readonly elsewhere: { readonly warehouse: string; readonly place: string }
  /** The warehouse of the first place, as mappings name it. */
  readonly warehouse: string
  /** What lies of an item at a place. */
  lying(item: string, place: string): number
}
