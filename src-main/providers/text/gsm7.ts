/** The GSM 7-bit alphabet and its extension table (3GPP TS 23.038, 6.2.1). */
const alphabet = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
    '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà' +
    '\f^{}\\[~]|€',
)

/** Whether an SMS can carry this text in its 7-bit alphabet; any other text goes out as UCS-2. */
export const fitsGsm7 = (text: string): boolean => [...text].every((letter) => alphabet.has(letter))
