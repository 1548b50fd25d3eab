import { z } from 'zod'
import type { Capabilities } from '#model/capabilities'
import type { DocumentKind } from '#model/documents'

export const DOCUMENT_KINDS = [
  'sales-order',
  'invoice',
  'credit-note',
  'payment',
  'refund-payment',
  'delivery',
  'delivery-return',
  'journal',
] as const satisfies readonly DocumentKind[]

/** What the system can hold. What is not said is taken to be impossible: a plan that is too careful is legal everywhere. */
export const capabilitiesSetting = z
  .strictObject({
    credits: z
      .strictObject({
        perInvoice: z.enum(['one', 'many']).default('one'),
        partial: z.boolean().default(false),
        withoutInvoice: z.boolean().default(false),
      })
      .prefault({}),
    negativeRows: z.boolean().default(false),
    negativeInvoices: z.boolean().default(false),
    maximumRows: z.int().min(1).nullable().default(null),
    backDating: z.boolean().default(true),
    offsets: z.enum(['journal', 'itself']).default('itself'),
  })
  .prefault({})

/** `described`: the kinds of document of which the settings say how they are written, and which of them can be cancelled. */
export function capabilitiesOf(
  setting: z.output<typeof capabilitiesSetting>,
  described: Readonly<Partial<Record<DocumentKind, { readonly cancel?: unknown } | undefined>>>,
): Capabilities {
  const kinds = DOCUMENT_KINDS.filter((kind) => described[kind] !== undefined)
  const cancels = kinds.filter((kind) => described[kind]?.cancel !== undefined)
  return { kinds, cancels, closesOrders: false, ...setting }
}
