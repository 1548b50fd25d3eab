import type { TargetDocument } from '#model/documents'

/** What a target that keeps its rules answers to a write that breaks one. */
export class LedgerRefusal extends Error {
  constructor(document: TargetDocument, why: string) {
    super(`${document.reference}: ${why}`)
    this.name = 'LedgerRefusal'
  }
}

export function refuseUnless(allowed: boolean, document: TargetDocument, why: string): void {
  if (!allowed) throw new LedgerRefusal(document, why)
}
