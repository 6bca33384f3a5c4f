import type { Profile } from '@contract/profiles'

/** The class and the style that give an element the colour of a profile as `--env`. */
export const profileMark = (
  profile: Profile,
): { readonly class: string; readonly style: Readonly<Record<string, string>> } => {
  // A sandbox that stands for production keeps that colour: it says what turning it off reaches.
  const isSandbox = profile.kind === 'local' && profile.sandbox && profile.environment === 'local'
  return {
    class: isSandbox ? 'env-sandbox' : `env-${profile.environment}`,
    style: profile.colour === 'environment' ? {} : { '--env': `var(--profile-${profile.colour})` },
  }
}
