import { type Decimal, subtract } from '#lib/decimal'
import type { Io } from './io.ts'
import { amount, hanging, table } from './output.ts'

interface ShownProof {
  readonly currency: string
  readonly figures: readonly { readonly what: string; readonly store: Decimal; readonly documents: Decimal }[]
}

/** The figures of both sides, line by line. */
export function proofText(io: Io, proof: ShownProof): string {
  const { colors, columns } = io
  if (proof.figures.length === 0) return hanging('', 'There is nothing to compare.', columns)
  const rows = proof.figures.map(({ what, store, documents }) => {
    const isEqual = store === documents
    return [
      isEqual ? colors.green('✓') : colors.red('✗'),
      what,
      amount(store, proof.currency),
      amount(documents, proof.currency),
      amount(subtract(documents, store), proof.currency),
    ]
  })
  const text = table(
    [
      { title: '' },
      { title: 'proof' },
      { title: 'store', align: 'right' },
      { title: 'documents', align: 'right' },
      { title: 'difference', align: 'right' },
    ],
    rows,
    { colors, width: columns },
  )
  return text
}
