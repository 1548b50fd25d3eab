import type { Write } from '#books/plan'
import type { HeldDocument } from '#model/held'

/** What a target holds after it carried out `writes`, the plainest target there is. */
export function carryOut(held: readonly HeldDocument[], writes: readonly Write[]): HeldDocument[] {
  return writes.reduce<HeldDocument[]>(
    (current, write) => {
      if (write.action === 'cancel') {
        return current.map((one) => (one.reference === write.held.reference ? { ...one, state: 'cancelled' } : one))
      }
      if (write.action === 'close') {
        return current.map((one) => (one.reference === write.reference ? { ...one, closed: true } : one))
      }
      const { document } = write
      const externalId = `T-${current.length + 1}`
      const added: HeldDocument = {
        kind: document.kind,
        reference: document.reference,
        externalId,
        state: 'issued',
        document,
        rowIds: {},
      }
      return [...current, added]
    },
    [...held],
  )
}
