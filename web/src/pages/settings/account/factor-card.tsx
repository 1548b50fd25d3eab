import { ShieldAlert, ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { Badge } from '#web/kit/badge.tsx'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { useText } from '#web/languages/use-text.ts'
import type { Account } from './account-section.tsx'
import styles from './account.module.css'
import { BeginFactorDialog } from './begin-factor-dialog.tsx'
import { EndFactorDialog, NewCodesDialog } from './factor-dialogs.tsx'

type Doing = 'begin' | 'end' | 'codes'

interface FactorCardProps {
  readonly account: Account
  readonly provider: string | null
}

export function FactorCard({ account, provider }: FactorCardProps) {
  const text = useText()
  const [doing, setDoing] = useState<Doing | null>(null)
  const { secondFactor, hasPassword } = account
  const close = () => setDoing(null)
  return (
    <Card
      title={text('account.factor')}
      description={text('account.factor.lead')}
      action={hasPassword ? <FactorState isOn={secondFactor} /> : null}
    >
      <div className={cx(styles.form)}>
        <p>
          {hasPassword
            ? text(secondFactor ? 'account.factor.on.text' : 'account.factor.off.text')
            : text('account.factor.provider.text', { name: provider ?? 'OpenID Connect' })}
        </p>
        {hasPassword ? <FactorButtons isOn={secondFactor} onDo={setDoing} /> : null}
      </div>
      {doing === 'begin' ? <BeginFactorDialog onClose={close} /> : null}
      {doing === 'end' ? <EndFactorDialog onClose={close} /> : null}
      {doing === 'codes' ? <NewCodesDialog onClose={close} /> : null}
    </Card>
  )
}

function FactorState({ isOn }: { readonly isOn: boolean }) {
  const text = useText()
  return isOn ? (
    <Badge tone="good" icon={ShieldCheck}>
      {text('account.factor.on')}
    </Badge>
  ) : (
    <Badge tone="warn" icon={ShieldAlert}>
      {text('account.factor.off')}
    </Badge>
  )
}

function FactorButtons({ isOn, onDo }: { readonly isOn: boolean; readonly onDo: (what: Doing) => void }) {
  const text = useText()
  if (!isOn) {
    return (
      <div>
        <Button kind="primary" onPress={() => onDo('begin')}>
          {text('account.factor.set')}
        </Button>
      </div>
    )
  }
  return (
    <div className={cx(styles.buttons)}>
      <Button onPress={() => onDo('codes')}>{text('account.factor.codes')}</Button>
      <Button kind="danger" onPress={() => onDo('end')}>
        {text('account.factor.end')}
      </Button>
    </div>
  )
}
