import { parseVersion, type ToldVersion } from '@contract/server-version'
import { shallowRef, watch, type ShallowRef } from 'vue'
import { api, toApiError } from '@/api'
import { useAppStore } from '@/stores/app'

/** The version of whoever answers for the active profile, read while `isNeeded`; undefined until it answers. */
export const useServerVersion = (
  isNeeded: () => boolean,
): Readonly<ShallowRef<ToldVersion | undefined>> => {
  const app = useAppStore()
  const version = shallowRef<ToldVersion>()
  watch(
    () => (isNeeded() ? app.state?.activeProfileId : undefined),
    async (profileId, _, onCleanup) => {
      let isCurrent = true
      onCleanup(() => (isCurrent = false))
      version.value = undefined
      if (profileId === undefined || profileId === null) return
      try {
        const answer = await api.call('getHealthVersion', {})
        if (isCurrent) version.value = parseVersion(answer.version) ?? 'untold'
      } catch (thrown) {
        // Without an answer nothing is known of the server: it may tell the next time.
        const { type } = toApiError(thrown)
        if (isCurrent && !type.startsWith('desktop_')) version.value = 'untold'
      }
    },
    { immediate: true },
  )
  return version
}
