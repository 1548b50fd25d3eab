import { RotateCw, Wrench } from 'lucide-react'
import type { AttentionGroup } from '#api/attention'
import { useMay, useOrganization } from '#web/api/organization.tsx'
import { useChange } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { ButtonLink } from '#web/kit/link.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './attention.module.css'

interface GroupActionsProps {
  readonly group: AttentionGroup
  readonly isOpen: boolean
  readonly onOpen: () => void
}

/** The remedy first; then looking at what waits, and trying all of it again. */
export function GroupActions({ group, isOpen, onOpen }: GroupActionsProps) {
  const text = useText()
  const { organization } = useOrganization()
  const mayChange = useMay('transfers:change')
  const resolve = useChange('attention.resolve')
  const { code: cause, subject, integration, kind, transfers } = group
  return (
    <div className={cx(styles.actions)}>
      {integration === null ? null : (
        <ButtonLink
          to="/o/$organization/transfers"
          params={{ organization }}
          search={{ state: 'attention', cause, ...(subject === null ? {} : { subject }) }}
          size="small"
          kind="quiet"
        >
          {text('attention.look')}
        </ButtonLink>
      )}
      {mayChange && integration !== null ? (
        <Button
          size="small"
          icon={RotateCw}
          isBusy={resolve.isPending}
          onPress={() => resolve.mutate({ body: { integration, cause, subject } })}
        >
          {text('attention.retryAll', { count: transfers })}
        </Button>
      ) : null}
      {kind === 'look' || isOpen ? null : (
        <Button size="small" kind="primary" icon={Wrench} onPress={onOpen}>
          {text(`attention.kind.${kind}`)}
        </Button>
      )}
    </div>
  )
}
