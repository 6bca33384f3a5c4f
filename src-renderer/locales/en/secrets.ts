/** Where secrets live. */
export default {
  place: {
    keychain: 'Kept in the {label}. Sendwright never shows it again.',
    memory:
      'There is no keychain here: it is kept in memory, never written to disk, and asked for again at the next start.',
    environment:
      'Encrypted with the key that Sendwright was started with. It is never shown again.',
  },
}
