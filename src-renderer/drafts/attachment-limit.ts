const mebibyte = 1024 * 1024

/** Bytes that all attachments of a mail may have together (behaviour 5.7). */
export const attachmentLimit = (vendor: string | undefined): number => {
  switch (vendor) {
    case 'ses':
      return 10 * mebibyte
    case 'resend':
      return 40 * mebibyte
    default:
      return 25 * mebibyte
  }
}
