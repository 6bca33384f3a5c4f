const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡' +
    'ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
const extended = new Set('^{}\\[~]|€\f')

/** Septets of one character in the GSM 7-bit alphabet (3GPP TS 23.038); undefined when it has none. */
export const septetsOf = (character: string): 1 | 2 | undefined => {
  if (basic.has(character)) return 1
  return extended.has(character) ? 2 : undefined
}
