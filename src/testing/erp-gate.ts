import type { Asked } from './asked.ts'

/** How an ERP and Tillbridge reach each other. */
export interface ErpGate {
  /** Somebody takes away the access that we have. The configuration of the story names the new one from now on. */
  endAccess(): void
  asked(): Asked
}
