import { Download } from 'lucide-react'
import { buttonClass } from './button.tsx'

interface DownloadLinkProps {
  readonly href: string
  readonly children: string
  readonly size?: 'normal' | 'small'
}

/** A file to take along. */
export const DownloadLink = ({ href, children, size = 'normal' }: DownloadLinkProps) => (
  <a href={href} download className={buttonClass({ size })}>
    <Download size={16} aria-hidden />
    <span>{children}</span>
  </a>
)
