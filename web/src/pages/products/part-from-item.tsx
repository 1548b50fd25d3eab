import { Unlink } from 'lucide-react'
import { useState } from 'react'
import { useMay, useOrganization } from '#web/api/organization.tsx'
import { useChange } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Dialog } from '#web/kit/dialog.tsx'
import { TextLink } from '#web/kit/link.tsx'
import { sayDone } from '#web/kit/toasts.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './products.module.css'

interface PartFromItemProps {
  readonly integration: string
  readonly variant: string
  /** What the variant is called. */
  readonly name: string
  /** `null` = it is not named here. */
  readonly item: string | null
  readonly onParted?: () => void
}

/** Parts a variant from its item, after saying what that means. */
export function PartFromItem(props: PartFromItemProps) {
  const text = useText()
  const mayChange = useMay('transfers:change')
  const [asks, setAsks] = useState(false)
  if (!mayChange) return null
  return (
    <>
      <Button size="small" icon={Unlink} onPress={() => setAsks(true)}>
        {text('products.part')}
      </Button>
      {asks ? <PartDialog {...props} onClose={() => setAsks(false)} /> : null}
    </>
  )
}

function PartDialog({
  integration,
  variant,
  name,
  item,
  onParted,
  onClose,
}: PartFromItemProps & { readonly onClose: () => void }) {
  const text = useText()
  const { organization } = useOrganization()
  const part = useChange('products.unlink', {
    onDone: (parted) => {
      sayDone(text('products.part.done', { name, item: parted.item }))
      onParted?.()
      onClose()
    },
  })
  return (
    <Dialog
      title={item === null ? text('products.part.title.plain', { name }) : text('products.part.title', { name, item })}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{text('products.cancel')}</Button>
          <Button kind="danger" isBusy={part.isPending} onPress={() => part.mutate({ body: { integration, variant } })}>
            {text('products.part.do')}
          </Button>
        </>
      }
    >
      <div className={cx(styles.words)}>
        <p>{text('products.part.means')}</p>
        <p>
          {text('products.part.again')}{' '}
          <TextLink to="/o/$organization/settings/mappings" params={{ organization }} search={{ part: 'items' }}>
            {text('products.part.mappings')}
          </TextLink>
        </p>
      </div>
    </Dialog>
  )
}
