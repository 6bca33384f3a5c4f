import type { CallInput } from '@contract/index'
import { apiError } from '@contract/errors'
import type { Profile } from '@contract/profiles'

/** What is to be another about a profile; what is absent stays. */
export type ProfileChange = Omit<CallInput<'updateProfile'>, 'profileId' | 'key'>

/** The profile with the change; what belongs to the other kind is left out. */
export const applyChange = (former: Profile, change: ProfileChange): Profile => {
  const { name = former.name, environment = former.environment, locked = former.locked } = change
  const { colour = former.colour, ceiling } = change
  const common = {
    ...{ name, environment, colour, locked },
    ceiling: ceiling === undefined ? former.ceiling : ceiling || null,
  }
  if (former.kind === 'local') {
    const { sandbox = former.sandbox, missed = former.missed } = change
    return { ...former, ...common, sandbox, missed }
  }
  const { endpoint = former.endpoint, project = former.project } = change
  const { certificate = endpoint === former.endpoint ? former.certificate : null } = change
  return { ...former, ...common, endpoint, project, certificate }
}

/** Whether the change makes it another project, or the project of another server. */
export const isElsewhere = (
  profile: Profile,
  { endpoint, project }: Pick<ProfileChange, 'endpoint' | 'project'>,
): boolean =>
  profile.kind === 'remote' &&
  ((endpoint ?? profile.endpoint) !== profile.endpoint ||
    (project ?? profile.project) !== profile.project)

/** The certificate that is trusted besides what the system trusts. */
export const trusts = (profile: Profile): string | null =>
  profile.kind === 'local' ? null : profile.certificate

/** Throws `general_argument_invalid` for what a profile of this kind does not have, and for a move without its key. */
export const refuseForeign = (
  profile: Profile,
  { key, ...change }: ProfileChange & { readonly key?: string | undefined },
): void => {
  const refuse = (param: string, message: string): void => {
    throw apiError('general_argument_invalid', message, { param })
  }
  if (profile.kind === 'remote') {
    if (change.missed !== undefined)
      refuse('missed', 'A remote project keeps its schedules itself: its server sends.')
    if (change.sandbox !== undefined)
      refuse('sandbox', 'A remote project has no sandbox: its server sends.')
    if (key === undefined && isElsewhere(profile, change))
      refuse('key', 'Another server or project needs its own API key.')
    return
  }
  if (key !== undefined) refuse('key', 'A local workspace has no API key.')
  for (const param of ['endpoint', 'project', 'certificate'] as const) {
    if (change[param] !== undefined)
      refuse(param, 'A local workspace is on this computer: it has no address.')
  }
}
