import { notFound } from '@tanstack/react-router'
import { id } from '#api/parts'

/** An address that can be that of no transfer, e.g. one that was cut off, leads nowhere; nobody is asked for it. */
export function onlyTransfers({ params }: { readonly params: { readonly transferId: string } }): void {
  if (!id.safeParse(params.transferId).success) throw notFound()
}
