import { type Role, ROLE_PERMISSIONS, ROLES } from '#api/permissions'
import { useOrganization } from '#web/api/organization.tsx'
import { ChoiceCards } from '#web/kit/choice-cards.tsx'
import { useText } from '#web/languages/use-text.ts'

/** Roles that somebody may hand out: none may do more than they may themselves. */
export const grantable = (own: Role): readonly Role[] => {
  const mine: ReadonlySet<string> = new Set(ROLE_PERMISSIONS[own])
  return ROLES.filter((role) => ROLE_PERMISSIONS[role].every((permission) => mine.has(permission)))
}

interface RoleChoiceProps {
  readonly label: string
  readonly value: Role
  readonly onChange: (role: Role) => void
}

/** Which role, each in plain words. */
export function RoleChoice({ label, value, onChange }: RoleChoiceProps) {
  const text = useText()
  const { role: own } = useOrganization()
  const choices = grantable(own).map((role) => ({
    key: role,
    name: text(`role.${role}`),
    how: text(`people.role.${role}.how`),
  }))
  return <ChoiceCards label={label} choices={choices} value={value} onChange={onChange} />
}
