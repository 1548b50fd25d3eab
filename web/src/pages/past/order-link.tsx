import { useOrganization } from '#web/api/organization.tsx'
import { TextLink } from '#web/kit/link.tsx'

interface OrderLinkProps {
  readonly name: string
  /** `null` = there is none as yet. */
  readonly transferId: string | null
}

/** What people call an order; leads to its transfer where there is one. */
export function OrderLink({ name, transferId }: OrderLinkProps) {
  const { organization } = useOrganization()
  if (transferId === null) return <strong>{name}</strong>
  return (
    <TextLink to="/o/$organization/transfers/$transferId" params={{ organization, transferId }}>
      {name}
    </TextLink>
  )
}
