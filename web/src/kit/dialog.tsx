import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { IconButton } from './button.tsx'
import { cx } from './class-names.ts'
import styles from './dialog.module.css'
import { useKitText } from './kit-text.tsx'

interface DialogProps {
  readonly title: string
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly children: ReactNode
  /** Its buttons: what it is for comes last. */
  readonly footer?: ReactNode
  readonly size?: 'normal' | 'wide'
  /** What it shows is never shown again: only its own buttons close it. */
  readonly isShownOnce?: boolean
}

/** A question in front of the page. Escape and a press beside it close it. */
export function Dialog({
  title,
  isOpen,
  onClose,
  children,
  footer,
  size = 'normal',
  isShownOnce = false,
}: DialogProps) {
  const text = useKitText()
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => open || onClose()}
      isDismissable={!isShownOnce}
      isKeyboardDismissDisabled={isShownOnce}
      className={cx(styles.scrim)}
    >
      <Modal className={cx(styles.modal, size === 'wide' && styles.wide)}>
        <AriaDialog className={cx(styles.dialog)}>
          <header className={cx(styles.head)}>
            <Heading slot="title" className={cx(styles.title)}>
              {title}
            </Heading>
            <IconButton slot="close" label={text.close} icon={X} />
          </header>
          {/* What is long scrolls, and who uses the keyboard must be able to scroll it where there is nothing in it to press. */}
          <div
            className={cx(styles.body)}
            {...(size === 'wide' ? { tabIndex: 0, role: 'group', 'aria-label': title } : {})}
          >
            {children}
          </div>
          {footer === undefined ? null : <footer className={cx(styles.foot)}>{footer}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}
