/** Sends one e-mail, or throws. The text is all of it; a line that is an address and nothing else may be shown as a link. */
export type SendMail = (mail: {
  readonly to: string
  readonly subject: string
  readonly text: string
  /** The same for programs that show HTML; absent = made of the text. */
  readonly html?: string
}) => Promise<void>

const goodbye = '\n\nIf you did not expect this, you can ignore it.\n'

export const invitationMail = (to: string, organization: string, invitedBy: string, link: string) => ({
  to,
  subject: `${organization}: you are invited to Tillbridge`,
  text: `${invitedBy} invites you to look after "${organization}" in Tillbridge, which keeps its shop and its books in step.\n\nJoin with this link, within seven days:\n${link}${goodbye}`,
})

export const newPasswordMail = (to: string, link: string) => ({
  to,
  subject: 'A new password for Tillbridge',
  text: `Choose a new password with this link, within one hour:\n${link}${goodbye}`,
})
