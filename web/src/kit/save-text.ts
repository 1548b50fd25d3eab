/** Has the browser save a text as a file. */
export function saveText(fileName: string, type: string, text: string): void {
  // Spreadsheets take a file without the mark for one of another alphabet.
  const url = URL.createObjectURL(new Blob(['\uFEFF', text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  URL.revokeObjectURL(url)
}
