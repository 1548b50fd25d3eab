import { Label, Radio, RadioGroup } from 'react-aria-components'
import { type Role, ROLE_PERMISSIONS, ROLES } from '#api/permissions'
import { useOrganization } from '#web/api/organization.tsx'
import { cx } from '#web/kit/class-names.ts'
import { useText } from '#web/languages/use-text.ts'
import styles from './role-choice.module.css'

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
  return (
    <RadioGroup value={value} onChange={(role) => onChange(role as Role)} className={cx(styles.group)}>
      <Label className={cx(styles.label)}>{label}</Label>
      {grantable(own).map((role) => (
        <Radio key={role} value={role} className={cx(styles.role)}>
          <span className={cx(styles.dot)} aria-hidden />
          <span>
            <span className={cx(styles.name)}>{text(`role.${role}`)}</span>
            <span className={cx(styles.how)}>{text(`people.role.${role}.how`)}</span>
          </span>
        </Radio>
      ))}
    </RadioGroup>
  )
}
