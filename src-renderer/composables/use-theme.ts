import { computed, onScopeDispose, ref, watchEffect, type ComputedRef } from 'vue'
import { useAppStore } from '@/stores/app'
import type { ThemeName } from '@/theme/tokens'

/** The theme shown now: the person's choice, or the system's; also written to `<html data-theme>`. */
export const useTheme = (): ComputedRef<ThemeName> => {
  const store = useAppStore()
  const system = window.matchMedia('(prefers-color-scheme: dark)')
  const systemIsDark = ref(system.matches)
  const follow = (event: MediaQueryListEvent): void => {
    systemIsDark.value = event.matches
  }
  system.addEventListener('change', follow)
  onScopeDispose(() => system.removeEventListener('change', follow))

  const theme = computed<ThemeName>(() => {
    const choice = store.state?.settings.theme ?? 'system'
    if (choice !== 'system') return choice
    return systemIsDark.value ? 'dark' : 'light'
  })
  watchEffect(() => {
    document.documentElement.dataset.theme = theme.value
  })
  return theme
}
