import { Download } from 'lucide-react'
import { buttonClass } from './button.tsx'

interface DownloadLinkProps {
  readonly href: string
  readonly children: string
  readonly size?: 'normal' | 'small'
  /** Called instead of following the link; a press that opens it elsewhere is left to the browser. */
  readonly onStart?: () => void
}

/** A file to take along. */
export const DownloadLink = ({ href, children, size = 'normal', onStart }: DownloadLinkProps) => (
  <a
    href={href}
    download
    className={buttonClass({ size })}
    onClick={(event) => {
      if (onStart === undefined || event.ctrlKey || event.metaKey || event.shiftKey) return
      event.preventDefault()
      onStart()
    }}
  >
    <Download size={16} aria-hidden />
    <span>{children}</span>
  </a>
)
