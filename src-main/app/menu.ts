import { Menu, type MenuItemConstructorOptions } from 'electron'

/** Sets the system's usual menu, whose shortcuts for text, zoom and windows people expect. */
export const setMenu = ({ isPackaged }: { isPackaged: boolean }): void => {
  const isMac = process.platform === 'darwin'
  const inspect: MenuItemConstructorOptions[] = isPackaged
    ? []
    : [{ role: 'toggleDevTools' }, { type: 'separator' }]
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    { role: 'fileMenu' },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { role: 'reload' },
        ...inspect,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
