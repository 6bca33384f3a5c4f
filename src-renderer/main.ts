import { createPinia } from 'pinia'
import { createApp } from 'vue'
import '@fontsource-variable/inter/opsz.css'
import '@fontsource-variable/jetbrains-mono/index.css'
import './theme/base.css'
import './theme/parts.css'
import './theme/naive.css'
import App from './App.vue'
import { webBridge } from './bridge-web'
import { i18n } from './i18n'
import { router } from './router'
import { useAppStore } from './stores/app'
import { installTokens } from './theme/stylesheet'
import { titleCutText } from './title-cut-text'

installTokens(document)
titleCutText(document)

const pinia = createPinia()

// In a browser no preload script has put the bridge there. It comes first: the router's first step opens stores
// that listen to it.
const { t } = i18n.global
window.bridge ??= webBridge({
  lostText: () => t('errors.connectionLost'),
  refusedText: () => t('errors.connectionRefused'),
  onConnection: (connection) => useAppStore(pinia).setConnection(connection),
})

createApp(App).use(pinia).use(i18n).use(router).mount('#app')
